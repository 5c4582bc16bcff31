# What entries of registries declare of themselves in English, in Simplified Chinese, by their ids. Names of losses that the
# papers give stay as they are.

# Losses
loss-softmax = Softmax
loss-softmax-no-m = 普通 softmax 不要求间隔：边界的两侧是同一条线
loss-softmax-no-s = 缩放由特征和权重的模长决定，而模长由训练决定
loss-modified-softmax = 修正 softmax
loss-modified-softmax-no-m = 修正 softmax 不要求间隔：决策边界就是角平分线
loss-modified-softmax-no-s = 缩放由特征自己的模长决定，而模长由训练决定
loss-l-softmax = L-Softmax
loss-l-softmax-no-s = 论文中特征与权重的模长都是自由的，缩放由它们决定；归一化就成了另一种损失
loss-a-softmax = A-Softmax（SphereFace）
loss-a-softmax-boundary = ψ(m θ₁) = cos θ₂，即 m θ₁ = θ₂
loss-a-softmax-no-s = 论文中特征的模长是自由的，缩放由它决定；固定模长就成了另一种损失
loss-normface = 归一化 softmax（NormFace）
loss-normface-no-m = NormFace 不要求间隔：决策边界就是角平分线
loss-am-softmax = AM-Softmax（CosFace）
loss-arcface = ArcFace
loss-arcface-formula = −log e^(s cos(θ_y + m)) / (e^(s cos(θ_y + m)) + Σ_{ "{" }j≠y{ "}" } e^(s cos θ_j)); 当 θ_y 超过 π − m 时，用 cos θ_y − m sin(π − m) 代替 cos(θ_y + m)
loss-combined = 组合间隔
loss-combined-no-m = 它的间隔有三部分：m₁ θ + m₂，再 − m₃
loss-circle = Circle loss（类别级）
loss-circle-no-s = 它的缩放因子叫作 γ
loss-circle-pair = Circle loss（样本对级）
loss-circle-pair-formula = log(1 + Σ_n e^(γ [s_n + m]₊ (s_n − m)) · Σ_p e^(−γ [1 + m − s_p]₊ (s_p − (1 − m)))), 对锚点取平均
loss-circle-pair-boundary = 没有类别权重：按最近的类均值
loss-circle-pair-no-s = 它的缩放因子叫作 γ
loss-triplet = Triplet（三元组）
loss-triplet-formula = [‖a − p‖² − ‖a − n‖² + m]₊ 取遍单位特征的所有三元组, 对其中大于 0 的取平均
loss-triplet-boundary = 没有类别权重：按最近的类均值
loss-triplet-no-s = 单位特征之间的距离没有缩放
loss-contrastive = Contrastive（对比）
loss-contrastive-formula = 同类样本对为 d², 异类样本对为 [m − d]₊², d = ‖u_i − u_j‖, u = x/‖x‖; 对所有样本对取平均
loss-contrastive-boundary = 没有类别权重：按最近的类均值
loss-contrastive-no-s = 单位特征之间的距离没有缩放

# Bounds
bound-margin = 即使各类别尽可能均匀分布，间隔再大，连类别方向本身也达不到
bound-relaxation = 即使各类别尽可能均匀分布，m 再小，连类别方向本身也会嫌最近的其他类别太相似
bound-separating = 间隔再小，类内角度就可能超过与相邻类别的角度
bound-scale = 缩放因子再小，就连完美的特征，后验概率也到不了 0.999

# Knobs of losses
knob-m = 间隔
knob-m-larger = 使每一类更靠近自己的方向，并拉开相邻类别之间的空隙
knob-m-relaxation = 松弛量
knob-m-relaxation-larger = 要求更低：类内相似度不必那么大、类间相似度不必那么小就算满足
knob-m1 = 乘性间隔
knob-m1-larger = 按角度成比例地收窄每一类
knob-m2 = 角度间隔
knob-m2-larger = 要求与其他每一类的角度更大
knob-m3 = 余弦间隔
knob-m3-larger = 要求余弦比其他每一类高出更多
knob-s = 缩放因子
knob-s-larger = 使后验概率更尖锐：类别之间的不确定带变窄，区域不变
knob-gamma = 缩放因子
knob-gamma-larger = 使后验概率更尖锐：梯度几乎全部来自最难的类别或样本对
knob-lambda = λ
knob-lambda-larger = 保留更多普通 softmax，间隔的作用更小
knob-warmup = 预热
knob-warmup-symbol = 预热
knob-warmup-larger = 先不带间隔多训练一段，特征按自己的模长起作用，然后损失函数才开始生效
knob-ramp = 间隔渐增
knob-ramp-symbol = 渐增
knob-ramp-larger = 使间隔更慢地从零增长到设定值
knob-lambda_min = λ 下限
knob-lambda_min-larger = 最终保留更多普通 softmax，间隔的作用更小
knob-lambda_base = λ 初值
knob-lambda_base-symbol = 初值
knob-lambda_base-larger = 起点更接近普通 softmax
knob-lambda_gamma = λ 衰减
knob-lambda_gamma-larger = 使间隔更早生效
knob-lambda_power = λ 幂次
knob-lambda_power-symbol = 幂次
knob-lambda_power-larger = 使 λ 下降得更陡
unit-rad = rad
unit-steps = 步
unit-images = 张
unit-samples = 个
unit-classes = 类

# Knobs of data
knob-train = 训练样本
knob-train-symbol = 训练
knob-train-training-images-larger = 越大，训练图像越多：每一轮更慢，留出准确率更高。
knob-train-training-samples-larger = 越大，模型看到的类别形状越细致。
knob-test = 留出样本
knob-test-symbol = 留出
knob-test-larger = 越大，画出的点越多，准确率测得越准。
knob-class_count = 类别数
knob-class_count-larger = 越大，每一类在圆和球面上的空间越小。
knob-spread = 散布
knob-spread-larger = 越大，相邻的类别重叠越多。
knob-dimension = 维数
knob-dimension-larger = 越大，各中心相距越远：高维空间里随机方向几乎正交。
knob-turns = 圈数
knob-turns-larger = 越大，各条旋臂缠绕的圈数越多。

# Numbers of the experiment
knob-steps = 步数
knob-steps-larger = 越大，为写文件而训练的时间越长：figure、train 和 animate 命令训练到这一步为止。窗口里的训练会一直进行，直到暂停。
knob-feature_dim = 特征维数
knob-feature_dim-larger = 越大，各类别的空间越大：2 是圆，3 是球面。
knob-convs = 每级卷积数
knob-convs-larger = 越大，每一级看得越远、越多，也越慢。
knob-kernel = 卷积核
knob-kernel-larger = 5 的每次卷积比 3 看得更远，也更慢；两者之间没有别的取值。
knob-learning_rate = 学习率
knob-learning_rate-larger = 越大，学得越快，直到步子过大而发散。
knob-momentum = 动量
knob-momentum-larger = 越大，梯度平均的步数越多。
knob-weight_decay = 权重衰减
knob-weight_decay-larger = 越大，权重保持得越小，对训练图像拟合得越松。
knob-batch = 批大小
knob-batch-larger = 越大，每一步越平稳，也越慢。
knob-schedule_steps = 调度长度
knob-schedule_steps-larger = 越大，学习率下降得越慢；0 表示把调度铺满全部步数。结束后保持最后的学习率。
knob-schedule_floor = 调度下限
knob-schedule_floor-larger = 越大，调度结束后训练对滑块的反应越灵敏。
knob-data = 数据种子
knob-data-larger = 换一个值就是另一次抽样；同样的值可以逐位重现。
knob-init = 初始化种子
knob-init-larger = 换一个值就是另一次抽样；同样的值可以逐位重现。
knob-order = 顺序种子
knob-order-larger = 换一个值就是另一次抽样；同样的值可以逐位重现。

# Settings that are words or lists, in titles
setting-model-kind = 模型
setting-model-activation = 激活函数
setting-model-hidden = 隐藏层
setting-model-channels = 通道数
setting-model-dense = 全连接层
setting-loss-init = 类别权重初值
setting-optimizer-kind = 优化器
setting-optimizer-schedule = 学习率调度
setting-data-path = 文件夹

# Data
source-fashion = Fashion-MNIST（内置）
source-fashion-about = 28×28 的灰度图，十种服饰：5,000 张用于训练，1,000 张留出。
source-fashion-licence = 取自 Fashion-MNIST（Xiao, Rasul & Vollgraf 2017, arXiv 1708.07747），© 2017 Zalando SE，MIT 许可证。
source-idx = IDX 文件夹（MNIST 等）
source-idx-about = MNIST 的四个文件 train-images、train-labels、t10k-images 和 t10k-labels，从 data.path 指定的文件夹读取。
source-idx-licence = 从文件夹读取；许可证以文件来源为准。
source-blobs = 高斯团
source-blobs-about = 随机中心周围的圆形点云：容易分开，因此间隔的作用看得最清楚。
source-rings = 同心环
source-rings-about = 围绕同一个中心的圆环：所有类别的均值相同，线性模型无法区分。
source-spirals = 螺旋
source-spirals-about = 互相缠绕的旋臂：模型要有隐藏层才能区分。
source-licence = 由 marginscope 根据随机种子生成；任何人都可以任意使用。
class-fashion-t-shirt = T恤
class-fashion-trouser = 裤子
class-fashion-pullover = 套衫
class-fashion-dress = 连衣裙
class-fashion-coat = 外套
class-fashion-sandal = 凉鞋
class-fashion-shirt = 衬衫
class-fashion-sneaker = 运动鞋
class-fashion-bag = 包
class-fashion-ankle-boot = 短靴

# Lanes of presets
lane-run = 训练
lane-circle = 圆
lane-sphere = 球面
lane-modified = 修正

# Views and their switches
view-circle = 圆
view-sphere = 球面
view-raw = 原始特征
view-section = 截面
view-confusion = 混淆矩阵
switch-regions = 区域
switch-regions-help = 彩色处某一类达到了间隔；灰色是间隔区，没有类别达到。
switch-sphere-regions-help = 给某一类达到间隔的地方着色；灰色是间隔区，没有类别达到。
switch-band = 不确定带
switch-band-help = 最外圈：最大后验概率低于 0.9 的地方。s 越大越窄。
switch-sphere-band-help = 给最大后验概率低于 0.9 的地方加阴影。s 越大越窄。
switch-pull = 拉力
switch-pull-help = 在所有方向上画出损失对某一类特征的拉力。
switch-shapes = 形状
switch-shapes-help = 除颜色之外，再用形状区分各类别的点。
switch-norms = 模长
switch-norms-help = 按原始模长画特征。关闭时所有点都在圆上，只是略向内散开，以免同一角度的点互相遮挡。
switch-angles = 角度
switch-angles-help = 标出每个类别方向到自己一侧的角度、两侧之间的角度，以及两个方向之间的角度。
switch-boundary = 边界
switch-boundary-help = 画出各类别区域的边界，已计入间隔。
switch-axes = 方向
switch-axes-help = 画出各类别的方向和名称。

# Charts and their switches
chart-psi = 目标 logit ψ
chart-psi-help = 损失函数怎样看待特征与自身类别的角度（缩放之前）。曲线越低，要求越高。
switch-family = 全家
switch-family-help = 其他有目标 logit 的损失函数，均取默认值。
switch-slope = 斜率
switch-slope-help = 虚线：梯度实际使用的 dψ/dθ，即这个角度上的特征被拉得多用力。
switch-samples = 样本
switch-samples-help = 留出特征现在的位置：它们与自身类别角度的直方图。
chart-accuracy = 留出准确率
chart-accuracy-help = 按不带间隔的 logit 判断正确的留出样本比例，随训练步数变化。
switch-errors = 错误率
switch-errors-help = 改看错误的比例，用对数坐标：从 2 % 到 1 % 与从 20 % 到 10 % 一样远。
switch-whole = 0–100 %
switch-whole-help = 显示整个纵轴。关闭时纵轴只取各组达到的范围，便于看清细小差别。
chart-angles = 与各类的角度
chart-angles-help = 留出特征的直方图：填色的是与自身类别方向的角度，只有轮廓的是与最近的其他类别方向的角度。
chart-loss = 损失曲线
chart-loss-help = 平均训练损失，每一步都按当时生效的间隔计算。
chart-schedule = 调度
chart-schedule-help = 每一步有多少间隔生效：m 的预热与渐增，以及 λ 退火时间隔的权重 1 / (1 + λ)；细线是学习率相对初值的比例。
chart-pairs = 样本对的角度
chart-pairs-help = 留出特征两两之间角度的直方图：填色的是同类样本对，只有轮廓的是异类样本对。

# Commands
command-play-pause = 训练或暂停
command-play-pause-help = 开始或暂停训练
command-step = 单步
command-step-help = 训练一步，然后停下
command-replay = 用相同种子重训
command-replay-help = 用相同的随机种子重新开始
command-lock-step = 各组同步或自由
command-lock-step-help = 各组同步前进，图和指标都是同一步；或者各组各自尽快训练
command-new-seed = 换种子
command-new-seed-help = 用下一个随机种子重新开始
command-undo = 撤销
command-undo-help = 撤销最近一次设置改动
command-redo = 重做
command-redo-help = 重新做一遍被撤销的改动
command-reset-settings = 还原所有设置
command-reset-settings-help = 所有设置恢复到刚打开时的样子
command-large = 放大一张图，或显示全部
command-large-help = 单独显示指针下的图，或恢复显示全部
command-back = 关闭最上层
command-back-help = 关闭最上面的东西，或恢复显示全部图
command-reset-view = 还原图的视角
command-reset-view-help = 指针下的图回到最初的视角；在实验台里则还原一切
command-laboratory = 实验台
command-laboratory-help = 两个类别和一个可以用手移动的特征，适用于每种损失函数，不需要数据。训练在后台继续；按同一个键或 Esc 返回
command-export = 导出图
command-export-help = 为报告准备一张图：SVG、PDF 或 PNG，附图注和 LaTeX
command-copy-figure = 复制图
command-copy-figure-help = 把指针下的图复制为图片
command-screenshot = 截图
command-screenshot-help = 截取窗口，并询问存到哪里
command-open-file = 打开…
command-open-file-help = 从文件打开实验：TOML，或本程序生成的图片
command-palette = 所有命令
command-palette-help = 用名称的一部分查找命令、损失函数或预设
command-help = 键盘与鼠标
command-help-help = 键盘和鼠标各有什么作用
command-theme = 浅色或深色
command-theme-help = 在浅色和深色之间切换
command-loss = 损失函数
command-loss-help = 用这个损失函数训练
command-open = 打开
command-open-help = 打开这个预设
command-language = 语言
command-language-help = 窗口以及所写的文件改用这种语言
