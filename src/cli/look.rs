//! How the pictures of a command look: flags over the configuration.

use crate::charts::style::{Logo, SIZES, Size, Style};
use crate::charts::theme::{THEMES, Theme, parse};
use crate::charts::words::{LANGS, Lang, Words};
use crate::config::Config;
use crate::error::Result;
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
    /// Usage errors: no such theme, language or size, a colour that cannot be seen, a logo that cannot be read.
    pub(crate) fn style(&self, config: &Config) -> Result<Style> {
        let (rules, brand) = (&config.charts, &config.brand);
        let theme = Theme::named(self.theme.as_ref().or(rules.theme.as_ref()).map_or(THEMES[0], String::as_str))?;
        let lang = Lang::named(self.lang.as_ref().or(rules.lang.as_ref()).map_or(LANGS[0], String::as_str))?;
        let size = Size::parse(self.size.as_ref().or(rules.size.as_ref()).map_or(SIZES[0].0, String::as_str))?;
        let colour = |text: &Option<String>| text.as_deref().map(parse).transpose();
        let theme = theme.branded(colour(&brand.paper)?, colour(&brand.ink)?, colour(&brand.accent)?)?;
        let logo = brand.logo.as_deref().map(Logo::read).transpose()?;
        Ok(Style { theme, words: Words::of(lang), size, logo })
    }
}
