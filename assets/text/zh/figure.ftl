# What stands in figures and charts, on the screen and in files.

figure-titled = { $title } · { $of }
figure-step = 第 { $step } 步
class-angles-many = { $count } 个类别中离 { $class } 最近的；矩阵最多显示 { $most } 个
class-angles-smallest = 最小夹角：{ $first } 与 { $second } 之间 { $angle }°
legend-more = 还有 { $count } 个
chart-of-lane = { $lane } · { $what }
chart-described = { $chart }：{ $parts }
chart-no-target = 基于样本对的损失没有目标 logit
chart-jump = 在 { $at } 处从 { $from } 跳到 { $to }
chart-rises = ψ 上升
chart-own-class = 自身类别
chart-nearest-other = 最近的其他类别
chart-one-class = 同类
chart-two-classes = 异类
chart-samples-seen = 已见 { $classes } 类，{ $samples } 个样本
chart-samples-unseen = 未见 { $classes } 类，{ $samples } 个样本
chart-samples-one-unseen = 未见 1 类，{ $samples } 个样本
chart-pairs-counted = { $samples }：同类 { $one } 对，异类 { $two } 对
chart-pairs-of-one = { $samples }：没有异类样本对
chart-pairs-of-two = { $samples }：没有同类样本对
chart-eer = EER { $rate }
chart-accepts = { $angle }：FAR { $far }，TAR { $tar }
chart-rate = 学习率 { $rate }
