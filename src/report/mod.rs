//! The report in its formats: one writer each over the same [`Report`], and a folder written whole or not at all.

pub mod html;
pub mod json;
pub mod manifest;
pub mod markdown;
pub mod reference;
pub mod scenarios;
pub mod tables;
pub mod terminal;
pub mod xbrl;

use crate::charts::{self, Drawing};
use crate::error::{Error, Result};
use crate::model::{ChartEntry, Report};
use std::fs;
use std::path::{Path, PathBuf};

/// Width of a PNG in pixels; the height follows the picture, 1080 for the default page.
pub const PNG_WIDTH: u32 = 1920;

/// Which files a chart is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Image {
    /// Scalable, for documents.
    Svg,
    /// 1920 × 1080 pixels, for decks.
    Png,
    /// Both of the same picture.
    Both,
}

impl Image {
    fn extensions(self) -> &'static [&'static str] {
        match self {
            Image::Svg => &["svg"],
            Image::Png => &["png"],
            Image::Both => &["svg", "png"],
        }
    }
}

/// A file to be written: its path within the folder, and its bytes.
pub type Page = (PathBuf, Vec<u8>);

/// The files of a chart under `folder`, and its entry in the report with paths relative to the report.
///
/// # Errors
/// A bug where the picture cannot be rasterised.
pub fn chart_pages(drawing: &Drawing, folder: &str, image: Image) -> Result<(ChartEntry, Vec<Page>)> {
    let mut pages = Vec::new();
    let mut entry = ChartEntry {
        name: drawing.name.to_string(),
        title: drawing.title.clone(),
        alt: drawing.alt.clone(),
        ..ChartEntry::default()
    };
    for extension in image.extensions() {
        let path = Path::new(folder).join(format!("{}.{extension}", drawing.name));
        let shown = Some(path.to_string_lossy().replace('\\', "/"));
        match *extension {
            "svg" => {
                entry.svg = shown;
                pages.push((path, drawing.svg.clone().into_bytes()));
            }
            _ => {
                entry.png = shown;
                pages.push((path, charts::png(&drawing.svg, PNG_WIDTH)?));
            }
        }
    }
    Ok((entry, pages))
}

/// Every file of a report's folder, `relations` as its tables. Fills the report's list of charts.
///
/// # Errors
/// A bug in a writer.
pub fn pages(
    report: &mut Report,
    manifest: &manifest::Manifest,
    relations: &[tables::Relation],
    image: Image,
) -> Result<Vec<Page>> {
    let drawings = charts::draw_all(report)?;
    let mut pages = Vec::new();
    report.charts.clear();
    for drawing in &drawings {
        let (entry, files) = chart_pages(drawing, "charts", image)?;
        report.charts.push(entry);
        pages.extend(files);
    }
    pages.push(("report.json".into(), json::text(report)?.into_bytes()));
    pages.extend(disclosure(report)?);
    pages.push(("report.html".into(), html::text(report, &drawings)?.into_bytes()));
    pages.push(("report.md".into(), markdown::text(report)?.into_bytes()));
    let (files, listed) = tables::pages(relations)?;
    pages.extend(files);
    pages.push(("manifest.json".into(), manifest.text(&pages, listed)?.into_bytes()));
    Ok(pages)
}

/// The disclosures of a whole fiscal year as files of their own.
fn disclosure(report: &Report) -> Result<Vec<Page>> {
    if report.disclosure.fiscal_year.is_none() {
        return Ok(Vec::new());
    }
    let text = serde_json::to_string_pretty(&report.disclosure);
    let text = text.map_err(|error| Error::bug(format!("disclosure.json cannot be written: {error}")))? + "\n";
    Ok(vec![
        ("disclosure/disclosure.json".into(), text.into_bytes()),
        ("disclosure/xbrl.json".into(), xbrl::text(report)?.into_bytes()),
    ])
}

/// Writes all pages into `folder`: first beside their places, then moved there, so that a failure leaves the folder as
/// it was. Other files in it stay.
///
/// # Errors
/// Output errors that name the path.
pub fn write(folder: &Path, pages: &[Page]) -> Result<()> {
    let existed = folder.is_dir();
    fs::create_dir_all(folder).map_err(|error| cannot_write(folder, &error))?;
    let staged = stage(folder, pages);
    let moved = staged.and_then(|staging| {
        pages.iter().try_for_each(|(path, _)| place(&staging.path().join(path), &folder.join(path)))
    });
    if moved.is_err() && !existed {
        // Only an empty folder goes; what is in it was there before.
        let _ = fs::remove_dir(folder);
    }
    moved
}

fn stage(folder: &Path, pages: &[Page]) -> Result<tempfile::TempDir> {
    let staging = tempfile::Builder::new()
        .prefix(".eggbasket-")
        .tempdir_in(folder)
        .map_err(|error| cannot_write(folder, &error))?;
    for (path, bytes) in pages {
        let target = staging.path().join(path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(|error| cannot_write(&folder.join(path), &error))?;
        }
        fs::write(&target, bytes).map_err(|error| cannot_write(&folder.join(path), &error))?;
    }
    Ok(staging)
}

fn place(from: &Path, to: &Path) -> Result<()> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent).map_err(|error| cannot_write(to, &error))?;
    }
    fs::rename(from, to).map_err(|error| cannot_write(to, &error))
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Error {
    Error::output(format!("cannot write `{}`: {error}", path.display()))
        .hint("check that the folder exists, that you may write there, and that the disk has room")
}
