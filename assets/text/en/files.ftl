# What is written beside figures: captions, and reports.

# Captions: what lanes have in common, piece by piece, then what sets them apart
caption-features = Held-out features
caption-features-of = Held-out features of { $data }
caption-counts = Held-out samples
caption-counts-of = Held-out samples of { $data }
caption-run = A run
caption-run-on = A run on { $data }
caption-runs = Runs
caption-runs-on = Runs on { $data }
caption-classes = { $name } ({ $used } of { $all } classes)
caption-classes-unseen = { $name } ({ $used } of { $all } classes, { $unseen } others left out of training)
caption-dimensions = in { $dim } dimensions
caption-dimensions-of = { " " }{ $dimensions }
caption-learned = , learned under { $loss }
caption-trained = , trained under { $loss }
caption-with = { " " }with { $knobs }
caption-in-force = { $value } ({ $now } in force)
caption-by = { " " }by { $model }
caption-linear = a linear map
caption-mlp-one = an MLP with a hidden layer of { $units } units
caption-mlp = an MLP with hidden layers of { $units } units
caption-cnn = a CNN with { $channels } channels
caption-in = { " " }in { $steps }
caption-after = after { $steps }
caption-step = 1 step
caption-steps = { $count } steps
caption-only = : held-out accuracy { $found }
caption-accuracy = held-out accuracy { $found }
caption-colon = { ": " }
caption-seed = Seed { $seed }
caption-seeds = Seeds: data { $data }, initialization { $init }, order { $order }
caption-tuned = Settings were changed during training, last at step { $step }.
caption-panels = { $panels }.

# Captions of the laboratory
caption-lab = Two classes at an angle of { $angle }
caption-lab-length = { $name } of length { $length }
caption-lab-lengths = , { $lengths }
caption-lab-loss = , under { $loss }
caption-lab-zone = , with a margin zone of { $zone }
caption-lab-feature = . The feature x of class { $class } is at { $first } to W₁ and { $second } to W₂.
caption-lab-others = Behind it the boundaries of { $losses }.
caption-lab-many = Behind it the boundaries of { $count } other losses.

# What the marks of a figure mean
sign-zone-both = Grey, hatched on the sphere: the margin zone, where no class reaches its margin.
sign-zone-circle = Grey: the margin zone, where no class reaches its margin.
sign-zone-sphere = Grey and hatched: the margin zone, where no class reaches its margin.
sign-band-both = Outer ring, and the shade along the borders of the sphere: where the largest posterior is below 0.9.
sign-band-circle = Outer ring: where the largest posterior is below 0.9.
sign-band-sphere = Shade along the borders: where the largest posterior is below 0.9.
sign-colour-margin = Colour: where a class reaches its margin.
sign-colour-regions = Colour: the regions of the classes.
sign-scatter = Dots lie on the circle, spread a little inwards so that those at one angle do not hide each other.
sign-rings = Rings: classes that were left out of training, of which no region is one.
sign-counts = Rows: the class of a sample; columns: the class that it is taken for.

# Reports
report-runs-one = One run
report-runs = { $count } runs
report-by = { $runs }, { $figures } figures
report-problem = { $problem }.
report-made = Made by marginscope { $version } without a date, so that the same runs give the same file.
report-features = Features
report-measurements = Measurements
report-figure = Figure { $number }.
report-described = { $name }. { $caption }
report-again = To have it again
report-repeats = Every figure beside this report carries the whole experiment. This repeats it bit for bit:
report-hashes = The data were, by their SHA-256:
report-lane-data = { $lane }: { $data }
report-experiment = The experiment
report-settings = Settings
report-differs = What differs
report-same = What is the same in all
report-key = Key
report-metrics = Metrics
report-run = Run
report-metrics-note = On held-out samples and plain logits unless it says training. Own class: mean ± standard deviation of the angle between a feature and its class direction. Fisher score: spread within classes over spread between them, lower is tighter.
report-bold = { " " }Bold: the best of its column.
report-test = Held-out
report-test-unit = accuracy, %
report-train = Training
report-train-unit = accuracy, %
report-own = Own class
report-own-unit = angle, °
report-nearest = Nearest two
report-nearest-unit = classes, °
report-margin = Margin
report-margin-unit = reached, %
report-fisher = Fisher
report-fisher-unit = score
report-loss = Loss
report-loss-unit = training
report-steps = Steps
report-steps-unit = done
report-classes = Classes
report-classes-note = Held-out samples. Found: the share of the class's samples that are taken for it (recall). Right: the share of those taken for it that are of it (precision). Angle: the mean angle to the class's own direction. In the table of counts, rows are the class of a sample and columns the class that it is taken for.
report-class = Class
report-samples = Samples
report-found = Found
report-right = Right
report-angle = Angle
report-taken = Taken for
report-frequent = most frequent
report-methods = Methods
report-methods-lead = θ<sub>j</sub> is the angle between a feature x and the direction W<sub>j</sub> of class j, y the label of x. Of a sample the losses are:
report-measures = Held-out accuracy is the share of samples for which argmax<sub>j</sub> of the logits without the margin is y; for losses over pairs, the nearest mean direction of the training features. The angle to the own class is θ<sub>y</sub> = arccos(W<sub>y</sub>·x / (‖W<sub>y</sub>‖ ‖x‖)); that of the nearest two classes is min<sub>j≠k</sub> arccos(W<sub>j</sub>·W<sub>k</sub> / (‖W<sub>j</sub>‖ ‖W<sub>k</sub>‖)). A sample reaches its margin where its target logit, with the margin, is the largest.
report-between = Between two classes: { $boundary }. { $paper }
report-sgd = stochastic gradient descent with momentum
report-adam = Adam with decoupled weight decay
report-trained = Trained by { $kind }: learning rate η = { $rate }, { $letter } = { $momentum }, weight decay { $decay }, batches of { $batch } samples.
report-source = <b>{ $name }.</b> { $about } { $licence }
report-references = References
