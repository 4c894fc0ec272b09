//! 重点关注: the places and lines whose deviation is beyond its threshold, with what the officer says of each.

use std::collections::BTreeSet;

use super::execution::none;
use super::page::{Page, change_cell};
use crate::month::{Month, Period};
use crate::report::{
    Category, Cell, Column, Direction, Figure, Mark, Measured, Point, Quantity, Role, Series, Sheet, Tone,
};
use crate::statements::execution::Execution;
use crate::statements::watched::{Episode, Note, Watch};
use crate::statements::year::latest;

/// What is watched, ready to be shown.
#[derive(Clone, PartialEq, Debug)]
pub struct Watched {
    /// How many, which is farthest off, and how many nobody answers for yet.
    pub headline: String,
    /// How far off those are that are watched; `None` where none is.
    pub figure: Option<Figure>,
    /// A row a place and line, those that were cleared last.
    pub sheet: Sheet,
    /// Under which key the note of each row is kept, and the note.
    pub rows: Vec<((String, String, Month), Note)>,
    /// The rows from the farthest off to the nearest, those that were cleared last.
    pub worst_first: Vec<usize>,
    /// The column of the first of a note's fields.
    pub fields: usize,
    /// The lines that can have a threshold: id and name.
    pub lines: Vec<(String, String)>,
    /// The month up to which it is told.
    pub month: Month,
}

/// What is watched of a place and all below it.
///
/// # Errors
/// Why nothing can be.
pub fn watched(page: Page<'_>, watch: &Watch) -> Result<Watched, String> {
    let year = page.year;
    let Some(month) = latest(&year.execution, page.who) else { return Err(none(page)) };
    let within = year.places.with_below(page.who.place());
    let mut episodes = watch.episodes(&year.form, &year.execution, month);
    episodes.retain(|episode| within.contains(&episode.who.place()));
    let note = |episode: &Episode| match watch.note(&year.places, &year.form, episode) {
        Some((key, note)) => (key.clone(), note.clone()),
        None => {
            let line = year.form.lines[episode.line].id.clone();
            ((episode.who.key(&year.places), line, episode.since), Note::default())
        }
    };
    let rows: Vec<_> = episodes.iter().map(note).collect();
    let holds = |e: &&Execution| !e.plan.is_zero() || e.actual.is_some_and(|actual| !actual.is_zero());
    let rated = year.execution.iter().filter(|e| e.who == page.who && e.month == month && e.is_rated).filter(holds);
    let lines = rated.map(|e| (year.form.lines[e.line].id.clone(), page.line(e.line))).collect();
    let told = Told { page, month, episodes: &episodes, rows: &rows };
    Ok(Watched {
        headline: told.headline(watch.is_asked()),
        figure: told.figure(),
        sheet: told.sheet(),
        worst_first: told.worst_first(),
        fields: FIELDS,
        lines,
        month,
        rows,
    })
}

/// The column of the first of a note's fields.
const FIELDS: usize = 6;

struct Told<'a> {
    page: Page<'a>,
    month: Month,
    episodes: &'a [Episode],
    rows: &'a [((String, String, Month), Note)],
}

impl Told<'_> {
    fn period(&self, month: Month) -> String {
        self.page.context.period_name(Period::Month(month))
    }

    fn worst_first(&self) -> Vec<usize> {
        let mut all: Vec<usize> = (0..self.episodes.len()).collect();
        all.sort_by_key(|n| {
            let Episode { cleared, rate, .. } = &self.episodes[*n];
            (cleared.is_some(), std::cmp::Reverse(rate.unwrap_or_default().abs()))
        });
        all
    }

    /// Those that are watched now, the farthest off first.
    fn now(&self) -> Vec<&Episode> {
        let all = self.worst_first().into_iter().map(|n| &self.episodes[n]);
        all.filter(|episode| episode.cleared.is_none()).collect()
    }

    fn rate(&self, rate: rust_decimal::Decimal) -> String {
        let plain = self.page.context.style.plain(Quantity::Ratio(rate));
        format!("{}{plain}%", if rate.is_sign_positive() { "+" } else { "" })
    }

    fn headline(&self, is_asked: bool) -> String {
        let (page, now) = (self.page, self.now());
        let (place, month) = (page.name(), self.period(self.month));
        let mut values = vec![("place", &*place), ("month", &*month)];
        let Some(first) = now.first() else {
            let key = if is_asked { "budget.none_beyond" } else { "budget.no_thresholds" };
            return page.fill(key, &values);
        };
        let places: BTreeSet<_> = now.iter().map(|episode| episode.who).collect();
        let is_open =
            |(episode, (_, note)): &(&Episode, &(_, Note))| episode.cleared.is_none() && note.person.is_empty();
        let open = self.episodes.iter().zip(self.rows).filter(is_open).count();
        let (count, places, open_text) = (now.len().to_string(), places.len().to_string(), open.to_string());
        let nobody = match open {
            0 => String::new(),
            _ => page.fill("budget.nobody", &[("count", &open_text)]),
        };
        let (of, line) = (page.name_of(first.who), page.line(first.line));
        let rate = self.rate(first.rate.unwrap_or_default());
        values.extend([
            ("count", &*count),
            ("places", &*places),
            ("of", &*of),
            ("line", &*line),
            ("rate", &*rate),
            ("nobody", &*nobody),
        ]);
        page.fill("budget.beyond", &values)
    }

    fn title(&self) -> String {
        self.page.fill("budget.watched_title", &[("place", &self.page.name()), ("month", &self.period(self.month))])
    }

    fn figure(&self) -> Option<Figure> {
        const MOST: usize = 8;
        let page = self.page;
        let mut now = self.now();
        now.truncate(MOST);
        let name = |episode: &&Episode| format!("{} {}", page.name_of(episode.who), page.line(episode.line));
        let names: Vec<String> = now.iter().map(name).collect();
        let point = |episode: &&Episode| Point { value: episode.rate.map(Quantity::Ratio), subject: None };
        let points = now.iter().map(point).collect();
        (!names.is_empty()).then(|| Figure {
            title: self.title(),
            categories: Category::named(&names),
            ticks: names,
            direction: Direction::Lying,
            measured: Measured::Ratio,
            series: vec![Series { name: page.text("budget.rate"), role: Role::Subsidies, mark: Mark::Bar, points }],
            source: page.context.source_line(),
            ..Figure::default()
        })
    }

    fn sheet(&self) -> Sheet {
        let page = self.page;
        let column = |key: &str, measured| Column::new(page.text(key), measured);
        let row = |(episode, (_, note)): (&Episode, &(_, Note))| {
            let standing = match episode.cleared {
                Some(month) => page.fill("budget.cleared", &[("month", &self.period(month))]),
                None => page.text("budget.is_watched"),
            };
            let tone = if episode.cleared.is_some() { Tone::Muted } else { Tone::Warning };
            let said = [&note.person, &note.reason, &note.measure, &note.date].map(|text| Cell::text(text.clone()));
            let told = [
                Cell::text(page.name_of(episode.who)),
                Cell::text(page.line(episode.line)),
                Cell::text(self.period(episode.since)),
                Cell::quantity(episode.rate.map(Quantity::Ratio), None).toned(tone),
                change_cell(episode.deviation),
                Cell::text(standing).toned(if episode.cleared.is_some() { Tone::Muted } else { Tone::Plain }),
            ];
            told.into_iter().chain(said).collect()
        };
        Sheet {
            title: self.title(),
            columns: vec![
                column("budget.place", Measured::Text),
                column("budget.line", Measured::Text),
                column("budget.since", Measured::Text),
                column("budget.rate", Measured::Ratio),
                column("budget.deviation", Measured::Money),
                column("budget.standing", Measured::Text),
                column("budget.person", Measured::Text),
                column("budget.reason", Measured::Text),
                column("budget.measure", Measured::Text),
                column("budget.by_when", Measured::Text),
            ],
            frozen: 2,
            rows: self.episodes.iter().zip(self.rows).map(row).collect(),
            notes: vec![page.text("budget.watched_note")],
            source: page.context.source_line(),
            ..Sheet::default()
        }
    }
}
