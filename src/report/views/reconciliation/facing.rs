//! Both ledgers facing each other: what belongs together on one line, what is open on its own side.

use super::page::{Page, blank, money};
use crate::locale::Language;
use crate::report::words::number::Style;
use crate::report::{Cell, Column, Measured, Quantity, Sheet, Tone};
use crate::simulation::{Failure, Progress};
use crate::special_account::account::{Deed, Matching, difference};
use crate::special_account::day::Day;
use crate::special_account::ledger::Keeper;
use crate::special_account::matching::Match;
use crate::special_account::slips::Slip;
use crate::special_account::statement::{Open, is_dated};

/// Which lines are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Filter {
    /// All.
    #[default]
    All,
    /// What only one of the two has.
    Open,
    /// What looks like an error.
    Suspects,
}

impl Filter {
    /// All, with the keys of their words.
    pub const ALL: [(Filter, &str); 3] =
        [(Filter::All, "reconcile.all"), (Filter::Open, "reconcile.open"), (Filter::Suspects, "reconcile.suspects")];
}

/// A line, by the places of its entries in the ledgers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Line {
    /// The bank's entry.
    pub bank: Option<usize>,
    /// The agency's entry.
    pub agency: Option<usize>,
}

impl Line {
    fn of(self, keeper: Keeper) -> Option<usize> {
        match keeper {
            Keeper::Bank => self.bank,
            Keeper::Agency => self.agency,
        }
    }

    /// The entries of the line.
    pub fn entries(self) -> impl Iterator<Item = (Keeper, usize)> {
        Keeper::BOTH.into_iter().filter_map(move |keeper| Some((keeper, self.of(keeper)?)))
    }

    fn single(keeper: Keeper, n: usize) -> Line {
        match keeper {
            Keeper::Bank => Line { bank: Some(n), agency: None },
            Keeper::Agency => Line { bank: None, agency: Some(n) },
        }
    }
}

/// Both ledgers.
#[derive(Clone, PartialEq, Debug)]
pub struct Facing {
    /// As it is shown.
    pub sheet: Sheet,
    /// The line of each row.
    pub lines: Vec<Line>,
}

/// After so many lines it is looked whether they are still wanted.
const LINES_AT_ONCE: usize = 4_096;

/// The middle of a line, and how it is to be read.
type Middle = (String, Tone);

/// The lines by day; those of one match stay together.
///
/// # Errors
/// [`Failure::Stopped`] where it was given up.
pub(super) fn facing(page: &Page<'_>, filter: Filter, progress: &Progress) -> Result<Facing, Failure> {
    let mut blocks: Vec<(Day, Vec<(Line, Middle)>)> = Vec::new();
    if filter == Filter::All {
        let found = &page.matching.reconciled.found;
        blocks.extend(found.matches.iter().filter_map(|of| matched(page, of)));
    }
    let opens = page.open.iter().filter(|open| match filter {
        Filter::All => true,
        Filter::Open => open.like.is_none(),
        Filter::Suspects => open.like.is_some(),
    });
    blocks.extend(opens.filter_map(|open| left_open(page, open)));
    blocks.sort_by_key(|(day, lines)| {
        (*day, lines.first().map(|(line, _)| (line.bank.is_none(), line.bank, line.agency)))
    });
    let lines: Vec<(Line, Middle)> = blocks.into_iter().flat_map(|(_, lines)| lines).collect();
    let mut rows = Vec::with_capacity(lines.len());
    for some in lines.chunks(LINES_AT_ONCE) {
        progress.tell(rows.len(), lines.len());
        if progress.is_stopped() {
            return Err(Failure::Stopped);
        }
        rows.extend(some.iter().map(|(line, middle)| row(page, *line, middle)));
    }
    let sheet = Sheet { title: page.text("reconcile.facing"), columns: columns(page), rows, ..Sheet::default() };
    Ok(Facing { sheet, lines: lines.into_iter().map(|(line, _)| line).collect() })
}

fn columns(page: &Page<'_>) -> Vec<Column> {
    let of =
        |keeper: &str, key: &str, measured| Column::new(format!("{}{}", page.text(keeper), page.text(key)), measured);
    let side = |keeper| {
        [
            of(keeper, "reconcile.date", Measured::Text),
            of(keeper, "reconcile.memo", Measured::Text),
            of(keeper, "reconcile.amount", Measured::Yuan),
        ]
    };
    let middle = Column::new(page.text("reconcile.match"), Measured::Text);
    side("reconcile.bank_short").into_iter().chain([middle]).chain(side("reconcile.agency_short")).collect()
}

/// The lines of a match that is whole by the day and touches the month.
fn matched(page: &Page<'_>, of: &Match) -> Option<(Day, Vec<(Line, Middle)>)> {
    let entries = || {
        let of_keeper = |keeper: Keeper| of.of(keeper).iter().map(move |n| page.entry(keeper, *n));
        Keeper::BOTH.into_iter().flat_map(of_keeper)
    };
    let touches = page.month.is_none_or(|month| entries().any(|entry| entry.day.month() == month));
    if !touches || !is_dated(&page.matching.books, of, page.day) {
        return None;
    }
    let count = of.bank.len().max(of.agency.len());
    let line = |n: usize| Line { bank: of.bank.get(n).copied(), agency: of.agency.get(n).copied() };
    let name = match of.rule {
        0 => by_hand(page, of),
        1 => page.text("reconcile.rule_number"),
        2 => page.text("reconcile.rule_day"),
        3 => page.text("reconcile.rule_near"),
        6 => page.text("reconcile.rule_reversal"),
        _ => page.fill("reconcile.rule_several", &[("count", &count.to_string())]),
    };
    let tone = if of.rule == 0 { Tone::Own } else { Tone::Muted };
    let middle = |n: usize| if n == 0 { (name.clone(), tone) } else { ("〃".to_owned(), Tone::Muted) };
    // An entry and its reversal stand below each other, in their own ledger.
    Some((entries().map(|entry| entry.day).min()?, (0..count).map(|n| (line(n), middle(n))).collect()))
}

fn by_hand(page: &Page<'_>, of: &Match) -> String {
    let first = Keeper::BOTH.into_iter().find_map(|keeper| Some((keeper, *of.of(keeper).first()?)));
    let by_hand = first.and_then(|entry| page.matching.by_hand(entry));
    match by_hand.map(|by_hand| &*by_hand.note).filter(|note| !note.is_empty()) {
        Some(note) => page.fill("reconcile.by_hand_note", &[("note", note)]),
        None => page.text("reconcile.by_hand"),
    }
}

/// What is said of an entry that was parted by hand: that it was, and why.
fn parted(page: &Page<'_>, entry: (Keeper, usize)) -> String {
    let by_hand = page.matching.by_hand(entry);
    match by_hand.filter(|by_hand| by_hand.deed == Deed::Parted) {
        Some(by_hand) if by_hand.note.is_empty() => page.text("reconcile.parted"),
        Some(by_hand) => page.fill("reconcile.parted_note", &[("note", &by_hand.note)]),
        None => String::new(),
    }
}

/// The line of an open entry; a pair that looks like an error in both ledgers is one line, the bank's.
fn left_open(page: &Page<'_>, open: &Open) -> Option<(Day, Vec<(Line, Middle)>)> {
    let Open { keeper, entry: n, like } = *open;
    let entry = page.entry(keeper, n);
    let several = page.matching.reconciled.found.several.contains(&(keeper, n));
    let age = page.age(entry).to_string();
    let (line, middle) = match like {
        Some(like) if like.slip == Slip::Twice => {
            let row = page.entry(like.keeper, like.entry).row.to_string();
            let words = page.fill("reconcile.twice_of", &[("slip", &page.slip(like.slip)), ("row", &row)]);
            (Line::single(keeper, n), (words, Tone::Warning))
        }
        Some(_) if keeper == Keeper::Agency => return None,
        Some(like) => {
            let slip = page.slip(like.slip);
            let erred = page.matching.reconciled.slips.erred(keeper, n, like);
            let words =
                if erred == Keeper::Bank { page.fill("reconcile.bank_erred", &[("slip", &slip)]) } else { slip };
            (Line { bank: Some(n), agency: Some(like.entry) }, (words, Tone::Warning))
        }
        None => {
            let key = match (several, page.is_carried(entry)) {
                (true, _) => "reconcile.several",
                (false, true) => "reconcile.carried",
                (false, false) => "reconcile.only_one",
            };
            let words = page.fill(key, &[("days", &age)]);
            (Line::single(keeper, n), (format!("{words}{}", parted(page, (keeper, n))), Tone::Plain))
        }
    };
    Some((entry.day, vec![(line, middle)]))
}

fn row(page: &Page<'_>, line: Line, (middle, tone): &Middle) -> Vec<Cell> {
    let side = |keeper: Keeper| match line.of(keeper).map(|n| page.entry(keeper, n)) {
        Some(entry) => [Cell::text(entry.day.to_string()), Cell::text(page.about(entry)), money(entry.effect)],
        None => [blank(), blank(), blank()],
    };
    let middle = Cell::text(middle).toned(*tone);
    side(Keeper::Bank).into_iter().chain([middle]).chain(side(Keeper::Agency)).collect()
}

/// What can be done by hand with the entries that are selected.
#[derive(Clone, PartialEq, Debug)]
pub struct Selection {
    /// What is selected, in words.
    pub words: String,
    /// The entries, with all of a match of which one is selected.
    pub entries: Vec<(Keeper, usize)>,
    /// How many there are of the bank.
    pub bank: String,
    /// How many there are of the agency.
    pub agency: String,
    /// Whether they are open and come to the same, so that they can be joined.
    pub can_join: bool,
    /// Whether they are matched, so that they can be parted.
    pub can_part: bool,
    /// The bank's entry of what looks like an error in both ledgers, and whose error it is.
    pub erred: Option<(usize, Keeper)>,
    /// Whether they were parted by hand, so that the rules can have them again.
    pub can_release: bool,
}

/// What is selected of lines; `None` where nothing is.
pub fn selection(
    language: Language,
    matching: &Matching,
    lines: &[Line],
    rows: impl Iterator<Item = usize>,
) -> Option<Selection> {
    let (books, found) = (&matching.books, &matching.reconciled.found);
    let mut entries: Vec<(Keeper, usize)> = Vec::new();
    let (mut open, mut matched) = (false, false);
    for (keeper, n) in rows.filter_map(|row| lines.get(row)).flat_map(|line| line.entries()) {
        match found.of(keeper, n) {
            None => {
                open = true;
                entries.push((keeper, n));
            }
            Some(of) => {
                matched = true;
                let of_keeper = |keeper: Keeper| of.of(keeper).iter().map(move |n| (keeper, *n));
                entries.extend(Keeper::BOTH.into_iter().flat_map(of_keeper));
            }
        }
    }
    entries.sort_unstable();
    entries.dedup();
    entries.first()?;
    let left = difference(books, &entries);
    let count = |of: Keeper| entries.iter().filter(|(keeper, _)| *keeper == of).count().to_string();
    let (bank, agency) = (count(Keeper::Bank), count(Keeper::Agency));
    let said = Style { language, ..Style::default() }.plain(Quantity::Yuan(left));
    let values = [("bank", &*bank), ("agency", &*agency), ("difference", &*said)];
    let was_parted =
        |entry: &(Keeper, usize)| matching.by_hand(*entry).is_some_and(|by_hand| by_hand.deed == Deed::Parted);
    Some(Selection {
        words: language.fill("reconcile.selected", &values),
        can_join: !matched && entries.len() > 1 && left.is_zero(),
        can_part: matched && !open,
        can_release: !matched && entries.iter().any(was_parted),
        erred: erred(matching, &entries),
        entries,
        bank,
        agency,
    })
}

/// The bank's entry of two that look like one error, and whose error it is.
fn erred(matching: &Matching, entries: &[(Keeper, usize)]) -> Option<(usize, Keeper)> {
    let [(Keeper::Bank, bank), (Keeper::Agency, agency)] = *entries else { return None };
    let slips = &matching.reconciled.slips;
    let like = slips.of(Keeper::Bank, bank).filter(|like| (like.keeper, like.entry) == (Keeper::Agency, agency))?;
    Some((bank, slips.erred(Keeper::Bank, bank, like)))
}
