# A text file as one row of C: { "name", "text" }, so that the program runs from anywhere.
BEGIN { n = name; sub(/.*\//, "", n); sub(/\.[a-z]*$/, "", n); printf "{ \"%s\",\n", n }
{ gsub(/\\/, "&&"); gsub(/"/, "\\\""); gsub(/\t/, "\\t"); printf "\t\"%s\\n\"\n", $0 }
END { print "}," }
