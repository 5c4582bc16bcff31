# 讲义上的文字。课文本身写在各课的文件里。
handout-minutes = 大约 { $minutes } 分钟
handout-name = 姓名
handout-date = 日期
handout-answer = 我的答案：
handout-drawn = 请画在图上。与 W₁ 的夹角：
handout-answers = 答案
handout-to = 第 { $number } 题
handout-veiled = 隐去答案的图
