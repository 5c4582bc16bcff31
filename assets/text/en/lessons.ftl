# Lessons on paper. What a lesson itself says stands in its file.
handout-minutes = about { $minutes } minutes
handout-name = Name
handout-date = Date
handout-answer = My answer:
handout-drawn = Draw it into the figure. Angle from W₁:
handout-answers = Answers
handout-to = To { $number }
handout-veiled = The figure without what the question asks for
