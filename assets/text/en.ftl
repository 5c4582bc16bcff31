# Every string of the window. What losses, knobs, sources and views declare themselves is not here; a translation adds it
# as loss-<id>, loss-<id>-no-<knob>, knob-<id>, knob-<id>-larger, source-<id>, view-<id>, switch-<id>, switch-<id>-help
# and under the id of a bound.

app = marginscope

# Top bar
preset = Preset
preset-help = Opens an experiment as it was shipped; * marks one that was changed since
preset-changed = { " *" }
preset-fashion = Fashion-MNIST
preset-fashion-sphere = Fashion-MNIST sphere
preset-fashion-circle = Fashion-MNIST circle
preset-am-softmax-spheres = AM-Softmax: five spheres
preset-am-softmax-psi = AM-Softmax: ψ(θ)
preset-l-softmax-petals = L-Softmax: petals
preset-sphereface-circle = SphereFace: raw and circle
preset-sphereface-pairs = SphereFace: pairs in 3-D
preset-cosface-toy = CosFace: eight classes
preset-mnist = MNIST from a folder
preset-blobs = Gaussian blobs
preset-rings = Concentric rings
play = Play
pause = Pause
over-help = All steps are done. Replay, or raise the number of steps.
step = Step
replay = Replay
replayed = Replayed from the same seeds
new-seed = New seed
status-step = step
status-epoch = epoch
status-speed = images/s
status-loss = loss
screenshot = Screenshot
picture-saved = Saved { $name } in { $folder }
picture-failed = The picture was not saved: { $why }

# Files that are dropped
drop-here = Drop an experiment (TOML), a picture made here (PNG, SVG, PDF, GIF), or a folder of IDX files
dropped-lab = { $name }: the laboratory as the picture shows it
dropped-experiment = Opened { $name }
dropped-data = Data from { $folder }
dropped-folder = { $name }: found no IDX file in the folder, expected train-images-idx3-ubyte and its kin
picture-opened = Opened { $name }, which was taken at step { $step }
picture-tuned = { $name }: settings were changed until step { $step } while it trained. This run has the last ones from the start, so it will differ.
picture-data = { $name }: the data of { $lane } are not those that the picture was made from; their folder has changed.

# What a change did
restarted = Started again: { $what } changed
changed-data = the data
changed-model = the model
changed-loss = the loss
changed-optimizer = the optimizer
changed-seeds = the seeds
changed-other = the experiment

# Lanes
controls = settings of
controls-all = all lanes
controls-help = What a control changes: the setting of every lane, or of one alone

# Loss
loss = Loss
loss-paper = { $formula }. { $paper }. Border of class 1: { $boundary }
gap = gap
gap-help = Width of the margin zone between the two classes that are nearest to each other now: in it, neither reaches its margin
posterior = posterior
posterior-help = What a feature exactly on its class direction gets, for the class where that is lowest now
loss-means = No class weights: the plots show the mean direction of each class's training features, and accuracy is by the nearest of them.
lambda-now = λ now
lambda-now-help = What annealing has made of λ by now: the target logit is (λ cos θ + ψ(mθ)) / (1 + λ)
limit-most = feasible to
limit-least = feasible from
limit-scale = p 0.999 needs

# Data
data = Data
data-source = Data source
data-path = folder
data-path-help = The folder that holds the files
classes = classes used
classes-help = Which classes to train; takes effect when the list is closed
classes-of = { $n } of { $all }
classes-all = All classes
classes-fewest = Two classes at least: there is no margin without a second one

# Model
model = Model
model-kind = kind
model-kind-help = What maps an input to its feature
model-linear = Linear
model-mlp = MLP
model-cnn = CNN
model-cnn-barred = A CNN needs images
model-hidden = hidden layers
model-hidden-help = Widths of the hidden layers, separated by commas
model-channels = channels
model-kernel = kernel
model-kernel-help = Pixels that a convolution looks at; 5 × 5 is LeNet++ with the channels 32, 64, 128
kernel-3 = 3 × 3
kernel-5 = 5 × 5
model-dense = hidden layers
model-dense-help = Widths of the layers between the last pooling and the features, separated by commas; empty for none
model-channels-help = Channels of the stages, separated by commas; each ends in a pooling
model-activation = activation
activation-prelu = PReLU
activation-relu = ReLU
activation-tanh = tanh
init = class weights
init-help = How class directions start: at the mean directions of the untrained features, or at random
init-means = at means
init-random = random
model-parameters = parameters

# Optimizer
optimizer = Optimizer
optimizer-kind = kind
optimizer-sgd = SGD
optimizer-adam = Adam
schedule = schedule
schedule-help = How the learning rate falls over the steps
schedule-constant = constant
schedule-step = ÷10 twice
schedule-cosine = cosine
seeds = Seeds

# What is wrong
warn-failed = { $lanes } stopped: { $why }. Lower the learning rate, then Replay.
warn-not-started = { $lanes } could not start: { $why }
warn-diverged = { $lane }: the loss is no number. Lower the learning rate, then Replay.
warn-most = { $knob } { $value } is more than { $lanes } has room for. Turn it below { $limit }, drop classes or add dimensions.
warn-least = { $knob } { $value } is too small for { $lanes }. Turn it above { $limit }.
warn-scale = { $knob } { $value } is too small for { $lanes }: no posterior can reach 0.999. Turn it above { $limit }.
warn-rising = { $lanes }: the loss is over { $factor } times what it began with: the run is diverging. Lower the learning rate, then Replay.
warn-collapsed = { $lanes }: all features lie within { $spread } of one direction, the run has collapsed. { $advice }
advice-up = Turn { $knob } up or lower the learning rate, then Replay.
advice-down = Turn { $knob } down or lengthen its ramp, then Replay.
advice-rate = Lower the learning rate, then Replay.
warn-beyond-pi = { $lanes }: for { $share } of the held-out samples θ + m is beyond π, where the loss no longer follows its formula. Turn { $knob } down, or lengthen its ramp and Replay.
this-run = this run
warn-help = Limits are marked on the sliders

# Tiles
tile-about = { $data } · { $dim }-D
tile-means = class means
tile-empty = Nothing trained yet
tile-dimension = { $view } shows features of dimension { $wants }; this lane has { $found }. Choosing it trains the lane anew in { $wants } dimensions; Ctrl+Z takes that back.
tile-offer = { $view } · train in { $dim }-D
tile-view = View of { $lane }
tile-view-help = Other views of the same features
section-nearest = nearest
section-nearest-help = The two classes whose directions are nearest to each other now
reset-view = Reset view
reset-view-help = Back to the first view (R, or a double-click on the circle)
summary = { $classes } classes at step { $step }: held-out accuracy { $accuracy }, angle to own class { $own }, nearest two classes { $nearest }.
summary-directions = Class directions: { $list }.
summary-means = Class mean directions: { $list }.
standing-loading = loading
standing-done = done
standing-failed = stopped

# The sentence under the figures: [words](part) are linked to a part of the picture
mark-zone = no class reaches its margin
mark-band = largest posterior below 0.9
story-lane = { $lane }: { $sentence }
story-loading = Nothing is trained yet.
story-stopped = This run has stopped; what is shown is its last good state.
story-diverged = The loss is no number any more: the run has diverged.
story-untrained = Nothing is trained yet: the [features](features) lie where an untrained network puts them.
story-collapsed = All [features](features) lie within { $spread } of one direction: the run has collapsed.
story-pairs = { $right } of the held-out samples are nearest to the [mean of their own class](directions); a loss over pairs has no margin zone.
story-plain = Without a margin a class needs only the largest logit: { $right } of the held-out [samples](features) are taken for their own.
story-plain-nearest = Without a margin a sample needs only to be nearest to its own [class direction](directions): { $right } of the held-out ones are.
story-infeasible = [{ $margin }](margin) asks for more than { $classes } classes can have in { $dim } dimensions; { $met } of the held-out samples [meet the margin](meeting).
story-infeasible-circle = [{ $margin }](margin) asks for more than { $classes } classes can have on a circle; { $met } of the held-out samples [meet the margin](meeting).
story-infeasible-sphere = [{ $margin }](margin) asks for more than { $classes } classes can have on a sphere; { $met } of the held-out samples [meet the margin](meeting).
story-margin = { $right } of the held-out samples are taken for their own class, { $met } [meet the margin](meeting) of [{ $margin }](margin).
story-margin-nearest = { $right } of the held-out samples are nearest to their own [class direction](directions), { $met } [meet the margin](meeting) of [{ $margin }](margin).
story-zone = Between the nearest two classes the [grey zone](zone) is { $zone } wide.
story-warmup = The loss still trains without its margin.
story-ramp = The margin has grown to { $share } of its full value.
story-lambda = λ = { $lambda } leaves { $plain } of plain softmax in the logit.
story-scale = s = { $scale } is too small: no posterior can reach 0.999 below { $enough }.
story-compare = In { $most } most samples meet the [margin](margin), { $high }; in { $least } fewest, { $low }. Point at a figure to read of it alone.
story-drag = { $margin } puts the border of the region here; it is one step to undo.
story-drag-end = The border cannot follow further: { $margin } is as near as it comes.
story-drag-none = No margin of this loss moves the border now.

# Metrics
metrics = Metrics
accuracy-test = accuracy, held-out
accuracy-test-help = Share of held-out samples right on logits without the margin; for a loss without class weights, by the nearest class mean of the training samples
accuracy-train = accuracy, train
accuracy-train-help = The same over the latest training batches; none for a loss without class weights
angle-own = angle to own class
angle-own-help = Angle between a held-out feature and its own class direction, mean ± standard deviation
nearest = nearest two classes
nearest-help = Angle between the two class directions that are nearest to each other
satisfied = margin satisfied
satisfied-help = Share of held-out samples whose logit beats every other class even with the margin
fisher = Fisher score
fisher-help = Angular Fisher score, spread within classes over spread between them: lower is tighter
row-step = step · epoch
row-step-help = Training steps, and passes over the training data
row-speed = images/s
row-speed-help = Training images a second

# Charts
chart = Chart
chart-empty = appears when training runs

# What stands alone
enlarge = Show { $what } large ({ $key })
restore = All figures again ({ $key })

# Inspector
inspect-sample = held-out sample { $number }
inspect-logits = logit → with margin
inspect-facts = loss { $loss } · p { $posterior } · { $met }
inspect-met = margin met
inspect-not-met = margin not met

# Undo and help
history = history
history-help = The run so far: drag to see an earlier moment with the settings of then. Training goes on; Live returns to it.
history-play = play the history
history-pause = hold the history
history-speed = speed of the history
history-speed-help = How much faster than it was trained the history plays
history-run = run
history-run-help = Runs before the last restart are kept, to compare
run-name = run { $number }
history-beside = beside live
history-beside-help = Shows the present too, in tiles of its own, to compare
live = Live
live-help = Returns to the present
tile-add = Add a view of { $lane }
tile-close = Close { $what }
tile-beside = It is shown already
arrangement-unread = The remembered arrangement is left as it is and not used: { $why }
arrangement-unkept = The arrangement will not be remembered: { $why }
legend = classes
legend-of = classes, { $what }
legend-help = Every class by its name and colour; the one you point at stands out, a click shows its samples alone
legend-class-help = { $name }: { $count } held-out samples. A click shows them alone, another one all again.
switches = show
pull-label = class of the pull field, { $lane }
pull-label-help = The arrows are the pull of the loss on features of this class
pull-none = no field: the pull of a pair loss depends on the batch
only = { $label } taken for { $found }: { $count }
only-class = only { $name }: { $count }
only-help = Shows all samples again (Esc)
confusion-rows = class
confusion-columns = taken for, percent of the class
axis-steps = training step
axis-angle = angle
confusion-right = { $count } of { $total } { $label } are right
confusion-wrong = { $count } of { $total } { $label } are taken for { $found }; a click shows them
confusion-none = no mistakes
undone = Undone
redone = Done again
help-close = Close
command-with-key = { $help } ({ $key })
commands = Command
commands-hint = A part of a command, a loss or a preset
commands-none = No command has this in its name
help-keys = Keys
help-mouse = Mouse
help-orbit = drag the globe
help-orbit-does = turn it
help-pan = right drag
help-pan-does = move it
help-zoom = wheel
help-zoom-does = zoom
help-focus = double-click
help-focus-does = look at that point
help-number = drag a number
help-number-does = change it slowly
help-type = click a number
help-type-does = type it
help-arrows = arrow keys
help-arrows-does = turn the slider in use
help-tab = Tab
help-tab-does = next control
help-inspect = rest on a dot
help-inspect-does = that sample; a click keeps it
help-hover = rest on anything
help-hover-does = what it is

# Laboratory
lab = Laboratory
lab-preset = Laboratory preset
lab-preset-help = Starts of the laboratory: the two-class figures of the papers
lab-preset-every-loss = Every loss
lab-preset-three-margins = Three margins: A-Softmax, AM, ArcFace
lab-preset-l-softmax-equal = L-Softmax: ‖W1‖ = ‖W2‖
lab-preset-l-softmax-longer = L-Softmax: ‖W1‖ > ‖W2‖
lab-preset-l-softmax-shorter = L-Softmax: ‖W1‖ < ‖W2‖
lab-preset-euclidean = A-Softmax row 1: Euclidean margin
lab-preset-modified = A-Softmax row 2: modified softmax
lab-preset-a-softmax = A-Softmax row 3: A-Softmax
lab-preset-am-softmax = AM-Softmax: P0 against P1 and P2
lab-reset = Reset
lab-reset-help = Everything as the preset starts it (R)
lab-loss-help = The loss whose wedge is filled and whose numbers are shown
lab-means = A pair loss has no class weights: W1 and W2 stand for the class means, its boundary is that of the nearest mean, and it is evaluated on x with one feature at each mean.
lab-class = class of x
lab-class-help = The label of x: the class whose logit has the margin
lab-class-1 = class 1
lab-class-2 = class 2
lab-vectors = Vectors
lab-angle-w1 = angle of W1
lab-angle-w2 = angle of W2
lab-angle-x = angle of x
lab-angle-help = Degrees, counter-clockwise on the circle
lab-off-plane = x off the plane
lab-off-plane-help = Degrees between x and the plane of W1 and W2, which the circle shows
lab-length-w1 = ‖W1‖
lab-length-w2 = ‖W2‖
lab-length-w-help = Length of the weight; it counts where a loss leaves it free: softmax and L-Softmax
lab-length-x = ‖x‖
lab-length-x-help = Length of the feature; it is the scale where a loss has none of its own
lab-circle = Laboratory circle
lab-circle-head = Circle
lab-circle-about = plane of W1 and W2
lab-sphere = Laboratory sphere
lab-sphere-head = Sphere
lab-sphere-about = the same in space
lab-hint = drag W1, W2 or x · Shift keeps a length · double-click puts back
lab-legend = Boundaries
lab-all = all
lab-all-help = Shows the boundaries of every loss
lab-one = one
lab-one-help = Shows the boundaries of the chosen loss alone
lab-show = show { $loss }
lab-show-always = The chosen loss is always shown
lab-choose-help = Chooses { $loss }
lab-wedge-of = Width of its margin zone between W1 and W2
lab-numbers = Feature under { $loss }
lab-angle = θ
lab-logit = logit
lab-logit-help = Without the margin: accuracy and posterior come from these
lab-margin-logit = with margin
lab-margin-logit-help = What the loss compares: the label's logit has the margin, the other one competes without
lab-posterior = posterior
lab-posterior-help = Of the class of x, from the logits without the margin
lab-value = loss
lab-value-help = The loss of x alone, margin included
lab-met = margin
lab-met-help = Whether the logit with the margin is at least the other one
lab-is-met = met
lab-is-not-met = not met
lab-pull = pull on x
lab-pull-help = Length of the arrow: minus the gradient of the loss by the unit feature, along the sphere
lab-sides = Sides between W1 and W2
lab-from-w1 = from W1
lab-from-w2 = from W2
lab-p0-help = Where the two logits without the margin are equal
lab-p1-help = Where class 1's region with its margin ends
lab-p2-help = Where class 2's region with its margin ends
lab-wedge = wedge
lab-wedge-help = Width of the margin zone from P1 to P2: there, neither class reaches its margin
lab-apart = Θ
lab-apart-help = Angle between W1 and W2
lab-gap = cos gap at P1
lab-gap-help = cos θ(W1, P1) − cos θ(W2, P1): for AM-Softmax it is m
lab-summary = { $loss }: Θ { $apart }, θ1 { $theta1 }, θ2 { $theta2 }, wedge { $wedge }.

# Export
export = Export a figure
export-button = Export
export-what = What
export-subject = figure
export-all = all views
export-how = How
export-format = format
export-format-help = SVG and PDF stay sharp at any size; PNG has pixels
export-width = width
export-width-help = A column is 84 mm wide, a page of two columns 174 mm, a slide 1280 px
export-column = column
export-text = full width
export-slide = slide
export-scale = pixels
export-scale-help = How many pixels a PNG and a copied picture have for each px, of which there are 96 in an inch
export-theme = colours
export-light = light
export-dark = dark
export-legend = legend of the classes
export-transparent = transparent ground
export-save = Save
export-save-help = Writes a new file into the current folder, with the experiment inside: drop it on the window to open it again
export-copy = Copy picture
export-copy-help = To the clipboard (Ctrl+Shift+C copies without this dialog)
export-latex = Copy LaTeX
export-latex-help = A figure environment with the caption, for the PDF of this name
export-toml = Copy TOML
export-toml-help = The experiment as a file of settings
export-report = Save report
export-report-help = Writes a new folder: every view and chart, metrics and settings in one HTML file, and the figures beside it
export-copied = The figure is on the clipboard
export-copied-latex = The LaTeX figure is on the clipboard
export-copied-toml = The experiment is on the clipboard
export-busy = drawing …
export-figure = Figure
export-figure-help = One moment, as SVG, PDF or PNG
export-moving = Animation
export-moving-help = The run's history or a turn of the sphere, as GIF or animated PNG
export-history = the run's history
export-history-help = The moments that the history keeps, up to the one shown here; the last picture stays for 2 s
export-turntable = one turn of the sphere
export-turntable-help = All around, from where the sphere is seen now
export-too-few = Nothing to tell yet: the history keeps fewer than two moments.
export-beside = Two moments are shown at once: turn “beside live” off first.
export-no-sphere = There is no sphere in this figure.
export-kind-help = GIF moves everywhere and has 255 colours; APNG has all of them and is larger. Both carry the experiment
export-pictures = pictures
export-pictures-help = In all. Where the history keeps fewer moments, a moment stays for several
export-fps = pictures a second
export-fps-help = How fast they follow each other
export-moving-width-help = As for a figure, times the pixels below; no animation is wider than 1280 pixels
export-moving-size = { $width } × { $height } pixels, { $seconds } s
export-animate = Save animation
export-animate-help = Writes a new file into the current folder, with the experiment inside. Training goes on meanwhile, with this dialog open or closed
export-one-at-a-time = One animation at a time: this one has to end first
export-nothing-moves = There is nothing that could move
export-progress = picture { $number } of { $pictures }
export-progress-help = How much of the animation is drawn
export-packing = packing the pictures
export-cancel = Cancel
export-cancel-help = Gives the animation up; no file is written
export-cancelled = The animation was given up; no file was written
export-animation-failed = The animation was not saved: { $why }
export-both = both figures
export-lab-past = The laboratory has no run to show.
export-no-runs = A report is of runs; the laboratory trains nothing.
