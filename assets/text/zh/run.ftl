# What is said of data, lanes and runs, wherever it is said.

# Classes and lanes
class-number = 类别 { $number }
glyph-number = 字形 { $number }
title-classes = { $count } 个类别
title-unseen = { $count } 个未见类别
title-data-sets = { $count } 个数据集
title-losses = { $count } 种损失函数
title-dimensions = { $count } 种维数
title-circle = 圆
title-sphere = 球面
title-dimension = { $dim } 维

# What is wrong with a run; the full stop at the end is that of the sentence around it
health-advice = { $what }。{ $advice }
health-not-finite = 第 { $since } 步：{ $what }
health-diverged = 发散：从第 { $since } 步起损失为 { $loss }，而未训练的特征只有 { $start }
health-one-point = 坍缩：从第 { $since } 步起，一半特征与同一个方向的夹角不到 { $spread }
health-chance = 坍缩：从第 { $since } 步起只有 { $right } 正确，而总猜同一类就有 { $chance }（最好：第 { $at } 步的 { $best }）
health-merged = 部分坍缩：自第 { $since } 步起，{ $classes } 个类别中有 { $lost } 个没有自己的区域
quantity-inputs = 数据中有一个输入不是数
quantity-features = 特征不再是有限的数
quantity-loss = 损失不再是有限的数
quantity-gradient = 梯度不再是有限的数
quantity-network = 网络权重不再是有限的数
quantity-class-weights = 类别权重不再是有限的数
cause-large-steps = 请调低学习率
cause-large-steps-now = 请调低学习率（现为 { $rate }）
cause-decay = 请调低学习率或权重衰减
cause-data = 请检查数据
cause-loss = 请降低要求：间隔小一些，或渐增慢一些；也可以换一个种子
cause-apart = 换一个种子、延长预热或增加一维；或者要求低一些：减小间隔

# How words are put together
list-comma = 、
list-and = { " 和 " }
sentence-gap = { "" }
list-semicolon = ；
sentence-end = 。
