/*
 * A terminfo entry of our own for terminals that say COLORTERM=truecolor: 24-bit colour without the ncurses-term
 * package, which few machines have. Made by `tic -x` from the source below and printed by `infocmp -x -0 -Q2`.
 *
 * ordinal-direct|24-bit colour on any terminal of today,
 *   am, mir, msgr, xenl, RGB,
 *   colors#0x1000000, pairs#0x10000, cols#80, lines#24, it#8,
 *   bel=^G, bold=\E[1m, civis=\E[?25l, clear=\E[H\E[2J, cnorm=\E[?25h, cr=\r,
 *   cub=\E[%p1%dD, cub1=^H, cud=\E[%p1%dB, cud1=\n, cuf=\E[%p1%dC, cuf1=\E[C,
 *   cup=\E[%i%p1%d;%p2%dH, cuu=\E[%p1%dA, cuu1=\E[A, dim=\E[2m, ed=\E[J, el=\E[K,
 *   home=\E[H, hpa=\E[%i%p1%dG, op=\E[39;49m, rev=\E[7m, rmcup=\E[?1049l, rmul=\E[24m,
 *   smcup=\E[?1049h, smul=\E[4m, sgr0=\E[m, vpa=\E[%i%p1%dd, ht=^I,
 *   setab=\E[%?%p1%{8}%<%t4%p1%d%e48;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m,
 *   setaf=\E[%?%p1%{8}%<%t3%p1%d%e38;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m,
 */
#ifndef TUI_TERMINFO_H
#define TUI_TERMINFO_H

#define DIRECT_NAME "ordinal-direct"
#define DIRECT_ENTRY                                                                                                   \
	"b64:HgI2AA8ADwBpAV4Bb3JkaW5hbC1kaXJlY3R8MjQtYml0IGNvbG91ciBvbiBhbnkgdGVybWluYWwgb2YgdG9kYXkAAAEAAAEA" \
	"AAAAAAAAAAEBAFAAAAAIAAAAGAAAAP____________________________________________________8AAAABAAABAP__AAAC" \
	"AP____8EAAwAEAAUAP__HwAwADIANgA9AP__PwBGAP__SgD__________________04AUwD__1wA________YQD__2YA_____2sA" \
	"bwD_______94AP______________________________________________________________________________________" \
	"______________________________________________________________________________9-AP_______4cAkAD__5kA" \
	"________________________________ogD_______________-tAP______________________________________________" \
	"____________________________________________________________________________________________________" \
	"____________________________________________________________________________________________________" \
	"____________________________________________________________________________________________________" \
	"_____________________________________________________________________________________68A____________" \
	"____________________________________________________________________________________________________" \
	"__________________________________________________-4AAsBBwANABtbSBtbMkoAG1tLABtbSgAbWyVpJXAxJWRHABtb" \
	"JWklcDElZDslcDIlZEgACgAbW0gAG1s_MjVsAAgAG1s_MjVoABtbQwAbW0EAG1sxbQAbWz8xMDQ5aAAbWzJtABtbN20AG1s0bQAb" \
	"W20AG1s_MTA0OWwAG1syNG0AG1slcDElZEIAG1slcDElZEQAG1slcDElZEMAG1slcDElZEEAG1slaSVwMSVkZAAJABtbMzk7NDlt" \
	"ABtbJT8lcDElezh9JTwldDMlcDElZCVlMzg7MjslcDElezY1NTM2fSUvJWQ7JXAxJXsyNTZ9JS8lezI1NX0lJiVkOyVwMSV7MjU1" \
	"fSUmJWQlO20AG1slPyVwMSV7OH0lPCV0NCVwMSVkJWU0ODsyOyVwMSV7NjU1MzZ9JS8lZDslcDElezI1Nn0lLyV7MjU1fSUmJWQ7" \
	"JXAxJXsyNTV9JSYlZCU7bQABAAAAAAABAAQAAQAAAFJHQgA="

#endif
