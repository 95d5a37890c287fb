//! How the pictures of a command look: flags over the configuration.

use crate::config::Config;
use crate::drawing::fonts;
use crate::drawing::style::{Logo, SIZES, Size, Style};
use crate::drawing::theme::{THEMES, Theme, parse};
use crate::drawing::words::{LANGS, Lang, Words};
use crate::error::Result;
use crate::model::Report;
use clap::Args;

/// Theme, language and size of the charts.
#[derive(Debug, Args)]
pub(crate) struct Look {
    /// Colours and notation of the charts.
    #[arg(long, value_name = "THEME", value_parser = THEMES, env = "EGGBASKET_THEME")]
    theme: Option<String>,
    /// Language of the charts.
    #[arg(long, value_name = "LANG", value_parser = LANGS, env = "EGGBASKET_LANG")]
    lang: Option<String>,
    /// Size of the charts: 16:9, 4k, 4:3, half, square, or pixels such as 1280x720.
    #[arg(long, value_name = "SIZE", env = "EGGBASKET_SIZE")]
    size: Option<String>,
}

impl Look {
    /// The style that the flags and the configuration ask for.
    ///
    /// # Errors
    /// Usage errors: no such theme, language or size, a colour that cannot be seen, a logo or a font that cannot be read.
    pub(crate) fn style(&self, config: &Config) -> Result<Style> {
        let (rules, brand) = (&config.charts, &config.brand);
        let theme = Theme::named(self.theme.as_ref().or(rules.theme.as_ref()).map_or(THEMES[0], String::as_str))?;
        let lang = Lang::named(self.lang.as_ref().or(rules.lang.as_ref()).map_or(LANGS[0], String::as_str))?;
        let size = Size::parse(self.size.as_ref().or(rules.size.as_ref()).map_or(SIZES[0].0, String::as_str))?;
        let colour = |text: &Option<String>| text.as_deref().map(parse).transpose();
        let theme = theme.branded(colour(&brand.paper)?, colour(&brand.ink)?, colour(&brand.accent)?)?;
        config.fonts.cjk.as_deref().map_or(Ok(()), fonts::use_cjk)?;
        let logo = brand.logo.as_deref().map(Logo::read).transpose()?;
        Ok(Style { theme, words: Words::of(lang), size, logo })
    }
}

/// Customers whose names are looked at: more than any chart shows.
const NAMES: usize = 1000;

/// Tells, once a run, what the fonts of this machine leave undrawn.
pub(crate) fn warn_of_fonts(style: &Style, report: &Report) {
    if style.words.lang() == Lang::Chinese && !fonts::has_chinese() {
        eprintln!("warning: no font of this machine has Chinese letters, so the PNG files lack them");
        eprintln!("hint: name one with `cjk` under [fonts] in eggbasket.toml, or install one such as Noto Sans CJK");
    }
    let names = report.customer_amounts.iter().take(NAMES).map(|it| (it.customer.as_str(), it.name.as_str()));
    for message in fonts::report(names) {
        eprintln!("warning: {message}");
    }
}
