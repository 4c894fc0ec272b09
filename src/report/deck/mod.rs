//! What a project's deck shows: views in an order, each with the words that the officer gave it.
//!
//! A [`Plan`] names views and holds no numbers, so that the same plan gives new slides when data or scenarios change;
//! [`build`] makes the slides, [`ready`] has the ready-made plans, [`file`] writes and reads them; [`parcel`] makes files of
//! the slides, a written report among them.

mod arranged_file;
mod assessed;
mod budgeted;
pub mod build;
pub mod file;
pub mod found;
mod ledgered;
pub mod notes;
pub mod noting;
pub mod parcel;
pub mod ready;
mod rows;
mod scored;
mod shows;
mod titles;
mod viewed;
mod written;

use crate::report::Sheet;
use crate::report::model::slide::{MOST_ROWS, Shape};
use crate::report::words::arranged::Arrangement;
use notes::ChartNote;
pub use shows::*;

/// A deck as it is planned.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Plan {
    /// What it is called.
    pub name: String,
    /// The date at the foot, as the officer gives it.
    pub date: String,
    /// What stands at the foot before the source, such as the office's name.
    pub footer: String,
    /// 资料来源 in the officer's own words; where it is empty, as the data tell it.
    pub source: String,
    /// The shape of the slides.
    pub shape: Shape,
    /// In order.
    pub pages: Vec<Page>,
    /// What is written at points of charts, those of the screens too.
    pub notes: Vec<ChartNote>,
}

/// Which of the things that a view has stands on a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub enum Part {
    /// What the view is about: the chart that it names, else its first chart, else its table.
    #[default]
    Main,
    /// Another of its charts, by number from 0 as they stand on the screen.
    Chart(usize),
    /// Its table.
    Table,
}

/// A slide as it is planned.
#[derive(Clone, PartialEq, Debug)]
pub struct Page {
    /// The view.
    pub shows: Shows,
    /// What of it stands here.
    pub part: Part,
    /// The officer's own title; `None` is the one written from the numbers.
    pub title: Option<String>,
    /// The officer's own takeaway; `None` is the one written from the numbers.
    pub takeaway: Option<String>,
    /// What of the view's table is shown, and in which order.
    pub table: Arrangement,
}

impl Page {
    /// A view with the words that are written from its numbers.
    pub fn new(shows: Shows) -> Page {
        Page::of(shows, Part::Main)
    }

    /// A part of a view with the words that are written from its numbers.
    pub fn of(shows: Shows, part: Part) -> Page {
        Page { shows, part, title: None, takeaway: None, table: Arrangement::default() }
    }

    /// Views that name their charts, and the table of all of them where a slide holds it whole.
    pub fn each(views: impl IntoIterator<Item = Shows>, sheet: &Sheet) -> Vec<Page> {
        let mut pages: Vec<Page> = views.into_iter().map(Page::new).collect();
        let first = pages.first().filter(|_| sheet.rows.len() <= MOST_ROWS);
        pages.extend(first.map(|page| Page::of(page.shows.clone(), Part::Table)));
        pages
    }

    /// All that a screen shows of a view: so many charts, then the table where a slide holds it whole, or where there is
    /// no chart. The table goes into workbooks with any of them.
    pub fn all(shows: &Shows, charts: usize, sheet: Option<&Sheet>) -> Vec<Page> {
        let part = |n: usize| if n == 0 { Part::Main } else { Part::Chart(n) };
        let mut parts: Vec<Part> = (0..charts).map(part).collect();
        if let Some(sheet) = sheet {
            match charts {
                0 => parts.push(Part::Main),
                _ if sheet.rows.len() <= MOST_ROWS => parts.push(Part::Table),
                _ => {}
            }
        }
        parts.into_iter().map(|part| Page::of(shows.clone(), part)).collect()
    }
}
