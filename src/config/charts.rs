//! How pictures look.

use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Theme, language and size of every chart; the flags of the same names win.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ChartRules {
    /// `default`, `ibcs`, `dark` or `print`.
    pub theme: Option<String>,
    /// `en` or `zh-CN`.
    pub lang: Option<String>,
    /// `16:9`, `4k`, `4:3`, `half`, `square`, or pixels such as `1280x720`.
    pub size: Option<String>,
}

/// The company's own colours, `#rrggbb`, and its mark.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Brand {
    /// Colour of the paper.
    pub paper: Option<String>,
    /// Colour of text and of the actual.
    pub ink: Option<String>,
    /// The accent.
    pub accent: Option<String>,
    /// An SVG or PNG file.
    pub logo: Option<PathBuf>,
}

/// Fonts beside those built in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fonts {
    /// A font file with Chinese letters.
    pub cjk: Option<PathBuf>,
}

impl Brand {
    /// The same with its file relative to `folder`.
    #[must_use]
    pub fn beside(self, folder: &Path) -> Brand {
        Brand { logo: self.logo.map(|name| folder.join(name)), ..self }
    }
}

impl Fonts {
    /// The same with its file relative to `folder`.
    #[must_use]
    pub fn beside(self, folder: &Path) -> Fonts {
        Fonts { cjk: self.cjk.map(|name| folder.join(name)) }
    }
}
