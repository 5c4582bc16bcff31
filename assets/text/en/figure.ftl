# What stands in figures and charts, on the screen and in files.

figure-titled = { $title }, { $of }
figure-step = step { $step }
class-angles-many = Nearest to { $class } of { $count } classes; a matrix shows { $most } at most
class-angles-smallest = Smallest angle: { $angle }° between { $first } and { $second }
legend-more = { $count } more
chart-of-lane = { $lane } { $what }
chart-described = { $chart }: { $parts }
chart-no-target = a loss over pairs has no target logit
chart-jump = jumps at { $at } from { $from } to { $to }
chart-rises = ψ rises
chart-own-class = own class
chart-nearest-other = nearest other
chart-one-class = one class
chart-two-classes = two classes
chart-samples-seen = { $classes } seen classes, { $samples } samples
chart-samples-unseen = { $classes } unseen classes, { $samples } samples
chart-samples-one-unseen = 1 unseen class, { $samples } samples
chart-pairs-counted = { $samples }: { $one } + { $two } pairs
chart-pairs-of-one = { $samples }: no two of different classes
chart-pairs-of-two = { $samples }: no two of one class
chart-eer = EER { $rate }
chart-accepts = { $angle }: FAR { $far }, TAR { $tar }
chart-rate = rate { $rate }
