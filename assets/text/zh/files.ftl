# What is written beside figures: captions, and reports.

# Captions: what lanes have in common, piece by piece, then what sets them apart
caption-features = 留出特征
caption-features-of = { $data } 的留出特征
caption-counts = 留出样本
caption-counts-of = { $data } 的留出样本
caption-run = 一次训练
caption-run-on = 在 { $data } 上的一次训练
caption-runs = 多次训练
caption-runs-on = 在 { $data } 上的多次训练
caption-classes = { $name }（{ $all } 类中的 { $used } 类）
caption-dimensions = { $dim } 维
caption-dimensions-of = （{ $dimensions }）
caption-learned = ，损失函数为 { $loss }
caption-trained = ，损失函数为 { $loss }
caption-with = ，{ $knobs }
caption-in-force = { $value } (当前 { $now })
caption-by = ，模型为{ $model }
caption-linear = 线性映射
caption-mlp-one = 一个隐藏层宽 { $units } 的 MLP
caption-mlp = 隐藏层宽 { $units } 的 MLP
caption-cnn = 通道数 { $channels } 的 CNN
caption-in = ，训练 { $steps }
caption-after = 训练 { $steps }
caption-step = 1 步
caption-steps = { $count } 步
caption-only = ：留出准确率 { $found }
caption-accuracy = 留出准确率 { $found }
caption-colon = ：
caption-seed = 随机种子 { $seed }
caption-seeds = 随机种子：数据 { $data }，初始化 { $init }，顺序 { $order }
caption-tuned = 训练过程中改过设置，最后一次在第 { $step } 步。
caption-panels = { $panels }。

# Captions of the laboratory
caption-lab = 两个类别，夹角 { $angle }
caption-lab-length = { $name } 的模长为 { $length }
caption-lab-lengths = ，{ $lengths }
caption-lab-loss = ，损失函数为 { $loss }
caption-lab-zone = ，间隔区宽 { $zone }
caption-lab-feature = 。类别 { $class } 的特征 x 与 W₁ 的角度为 { $first }，与 W₂ 的角度为 { $second }。
caption-lab-others = 后面画的是 { $losses } 的决策边界。
caption-lab-many = 后面画的是另外 { $count } 种损失函数的决策边界。

# What the marks of a figure mean
sign-zone-both = 灰色（球面上带斜线）：间隔区，那里没有类别达到间隔。
sign-zone-circle = 灰色：间隔区，那里没有类别达到间隔。
sign-zone-sphere = 灰色带斜线：间隔区，那里没有类别达到间隔。
sign-band-both = 外圈，以及球面上沿边界的阴影：最大后验概率低于 0.9。
sign-band-circle = 外圈：最大后验概率低于 0.9。
sign-band-sphere = 沿边界的阴影：最大后验概率低于 0.9。
sign-colour-margin = 彩色：某一类达到了间隔。
sign-colour-regions = 彩色：各类别的区域。
sign-scatter = 点都在圆上，只是略向内散开，以免同一角度的点互相遮挡。
sign-counts = 行：样本的真实类别；列：样本被判为的类别。

# Reports
report-runs-one = 一次训练
report-runs = { $count } 次训练
report-by = { $runs }，{ $figures } 张图
report-problem = { $problem }。
report-made = 由 marginscope { $version } 生成，不含日期：同样的训练总得到同样的文件。
report-features = 特征
report-measurements = 测量
report-figure = 图 { $number }
report-described = { $name }。{ $caption }
report-again = 如何重现
report-repeats = 本报告旁边的每张图都存有完整的实验。下面的命令可以逐位重现：
report-hashes = 数据的 SHA-256：
report-lane-data = { $lane }：{ $data }
report-experiment = 实验内容
report-settings = 设置
report-differs = 不同之处
report-same = 相同之处
report-key = 键
report-metrics = 指标
report-run = 训练
report-metrics-note = 除注明“训练”的列之外，均在留出样本上按普通 logit 计算。自身类别：特征与自身类别方向的角度，均值 ± 标准差。Fisher 比：类内散度除以类间散度，越小越紧凑。
report-bold = 粗体：该列中最好的。
report-test = 留出
report-test-unit = 准确率，%
report-train = 训练
report-train-unit = 准确率，%
report-own = 自身类别
report-own-unit = 角度，°
report-nearest = 最近两类
report-nearest-unit = 角度，°
report-margin = 间隔
report-margin-unit = 达到，%
report-fisher = Fisher
report-fisher-unit = 比
report-loss = 损失
report-loss-unit = 训练
report-steps = 步数
report-steps-unit = 已完成
report-classes = 类别
report-classes-note = 均为留出样本。查全率：这一类的样本中被判为这一类的比例。查准率：被判为这一类的样本中真正属于它的比例。角度：与自身类别方向的平均角度。计数表中，行是样本的真实类别，列是样本被判为的类别。
report-class = 类别
report-samples = 样本
report-found = 查全率
report-right = 查准率
report-angle = 角度
report-taken = 判为
report-frequent = 最常见的
report-methods = 方法
report-methods-lead = θ<sub>j</sub> 是特征 x 与类别 j 的方向 W<sub>j</sub> 之间的角度，y 是 x 的标签。单个样本的损失为：
report-measures = 留出准确率是满足以下条件的样本比例：不带间隔的 logit 的 argmax<sub>j</sub> 等于 y；对基于样本对的损失，则取训练特征中最近的平均方向。与自身类别的角度为 θ<sub>y</sub> = arccos(W<sub>y</sub>·x / (‖W<sub>y</sub>‖ ‖x‖))；最近两类的角度为 min<sub>j≠k</sub> arccos(W<sub>j</sub>·W<sub>k</sub> / (‖W<sub>j</sub>‖ ‖W<sub>k</sub>‖))。带上间隔的目标 logit 仍为最大时，称样本达到间隔。
report-between = 两类之间：{ $boundary }。{ $paper }
report-sgd = 带动量的随机梯度下降
report-adam = 解耦权重衰减的 Adam
report-trained = 训练方法：{ $kind }；学习率 η = { $rate }，{ $letter } = { $momentum }，权重衰减 { $decay }，每批 { $batch } 个样本。
report-source = <b>{ $name }。</b>{ $about }{ $licence }
report-references = 参考文献
