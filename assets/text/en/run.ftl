# What is said of data, lanes and runs, wherever it is said.

# Classes and lanes
class-number = Class { $number }
glyph-number = Glyph { $number }
title-classes = { $count } classes
title-unseen = { $count } unseen
title-data-sets = { $count } data sets
title-losses = { $count } losses
title-dimensions = { $count } dimensions
title-circle = circle
title-sphere = sphere
title-dimension = { $dim }-D

# What is wrong with a run; the full stop at the end is that of the sentence around it
health-advice = { $what }. { $advice }
health-not-finite = { $what } at step { $since }
health-diverged = diverged: since step { $since } the loss is { $loss }, where untrained features cost { $start }
health-one-point = collapsed: since step { $since } half of all features lie within { $spread } of one direction
health-chance = collapsed: since step { $since } { $right } are right, where always naming one class reaches { $chance } (best: { $best } at step { $at })
health-merged = collapsed in part: since step { $since }, { $lost } of { $classes } classes have had no region of their own
quantity-inputs = an input of the data is no number
quantity-features = the features are no longer numbers
quantity-loss = the loss is no longer a number
quantity-gradient = the gradient is no longer a number
quantity-network = the network's weights are no longer numbers
quantity-class-weights = the class weights are no longer numbers
cause-large-steps = Lower the learning rate
cause-large-steps-now = Lower the learning rate (now { $rate })
cause-decay = Lower the learning rate or the weight decay
cause-data = Look at the data
cause-loss = Ask for less: a smaller margin or a longer ramp; or try another seed
cause-apart = Try another seed, a longer warm-up or one dimension more; or ask for less: a smaller margin

# How words are put together
list-comma = { ", " }
list-and = { " and " }
sentence-gap = { " " }
list-semicolon = { "; " }
sentence-end = { "." }
