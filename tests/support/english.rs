//! English words in what should have none.

/// What stays as it is in every language: names of losses and of what papers introduced, of models and optimizers, of formats and
/// programs, of keys, of units, and the letters of formulas.
const NAMES: &[&str] = &[
    // Losses and data.
    "Softmax",
    "softmax",
    "AM-Softmax",
    "A-Softmax",
    "L-Softmax",
    "AM",
    "CosFace",
    "ArcFace",
    "SphereFace",
    "NormFace",
    "Circle",
    "loss",
    "Triplet",
    "Contrastive",
    "Fashion-MNIST",
    "MNIST",
    "IDX",
    "LeNet",
    "Zalando",
    "SE",
    "MIT",
    // Models, optimizers, measures.
    "logit",
    "MLP",
    "CNN",
    "SGD",
    "Adam",
    "PReLU",
    "ReLU",
    "tanh",
    "Fisher",
    "SHA-256",
    "EER",
    "FAR",
    "TAR",
    // Functions of formulas.
    "log",
    "cos",
    "sin",
    "argmax",
    "arccos",
    "min",
    "dψ",
    "dθ",
    "rad",
    "px",
    // Formats, programs, commands, keys of files.
    "SVG",
    "PDF",
    "PNG",
    "GIF",
    "APNG",
    "TOML",
    "HTML",
    "LaTeX",
    "CSV",
    "TSV",
    "JPEG",
    "BMP",
    "npy",
    "npz",
    "safetensors",
    "tsv",
    "txt",
    "tensors",
    "metadata",
    "labels",
    "names",
    "NaN",
    "float32",
    "float64",
    "uint8",
    "NumPy",
    "PyTorch",
    "TensorBoard",
    "Embedding",
    "Projector",
    "CPU",
    "marginscope",
    "figure",
    "train",
    "animate",
    "figures",
    "ctex",
    "data",
    "path",
    // The id of a preset.
    "fashion",
    "arXiv",
    "train-images",
    "train-labels",
    "t10k-images",
    "t10k-labels",
    "train-images-idx3-ubyte",
    "svg",
    "arcface",
    // Keys of the keyboard.
    "Ctrl",
    "Shift",
    "Alt",
    "Esc",
    "Tab",
    "Space",
    "Home",
    "PageDown",
    "PageUp",
    // The language itself.
    "English",
    "EN",
];

/// The names of people and places in citations: `Deng et al., CVPR 2019`.
const CITED: &[&str] = &[
    "Bridle",
    "Liu",
    "Wang",
    "Deng",
    "Sun",
    "Schroff",
    "Hadsell",
    "Xiao",
    "Rasul",
    "Vollgraf",
    "et",
    "al",
    "CVPR",
    "ICML",
    "MM",
    "SPL",
    "Neurocomputing",
    "NATO",
    "ACM",
    "IEEE",
    "doi",
    "LSP",
    "Letters",
    "Signal",
    "Processing",
];

/// The words of two letters or more in `text` that are none of those. What is part of a longer word counts with it.
pub fn english_in(text: &str) -> Vec<String> {
    let joins = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | 'ψ' | 'θ');
    let words = text
        .split(|c: char| !joins(c))
        .map(|word| word.trim_matches(['-', '_']));
    let english = words.filter(|word| {
        let letters = word.chars().filter(char::is_ascii_alphabetic).count();
        let is_hex = |word: &str| word.chars().all(|c| c.is_ascii_hexdigit());
        let is_colour =
            word.len() == 6 && is_hex(word) && word.contains(|c: char| c.is_ascii_digit());
        // Headings are in capitals.
        let named = |name: &&str| name == word || name.to_uppercase() == *word && word.len() > 3;
        let known = NAMES.iter().any(named) || CITED.contains(word) || is_colour;
        // `m1`, `10.1109`, `0xE06C75` and the like have no two letters side by side.
        let pair = word
            .as_bytes()
            .windows(2)
            .any(|pair| pair.iter().all(u8::is_ascii_alphabetic));
        letters >= 2 && pair && !known
    });
    english.map(str::to_owned).collect()
}
