# What the window says, in Simplified Chinese. Every key of the English table stands here too, with the same arguments.

app = marginscope
