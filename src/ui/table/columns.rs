//! How the columns of every table are laid out, kept from one run to the next, and what tables show at the moment.
//!
//! One memory for all tables of the window stands in egui's data; the window fills it from the preferences, says which
//! page is drawn, and writes down what a person changed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use eframe::egui;
use egui::{Context, Id};

use crate::report::Sheet;
use crate::report::words::arranged::{Arrangement, column_keys};
use crate::session::preferences::Columns;

/// What a table showed when it was drawn last.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The columns of its sheet, by their keys.
    keys: Vec<String>,
    /// What is shown of it.
    pub arrangement: Arrangement,
    /// Whether it fills the page, and the charts above it are not there.
    pub is_full: bool,
}

#[derive(Default)]
struct Inner {
    page: String,
    tables: BTreeMap<String, Columns>,
    is_changed: bool,
    shown: Vec<Shown>,
}

/// What is known of the tables of a window.
#[derive(Clone, Default)]
pub struct Memory(Arc<Mutex<Inner>>);

impl Memory {
    /// The window's own.
    pub fn of(ctx: &Context) -> Memory {
        ctx.data_mut(|data| data.get_temp_mut_or_default::<Memory>(Id::unique("tables")).clone())
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what was kept from the last run.
    pub fn fill(&self, tables: BTreeMap<String, Columns>) {
        self.inner().tables = tables;
    }

    /// A page is drawn from here on.
    pub fn begin(&self, page: String) {
        let mut inner = self.inner();
        inner.page = page;
        inner.shown.clear();
    }

    /// How a table of the page is laid out.
    pub(super) fn columns(&self, name: &str) -> Columns {
        let inner = self.inner();
        inner.tables.get(&format!("{}/{name}", inner.page)).cloned().unwrap_or_default()
    }

    /// Lays a table of the page out anew; `is_settled` where the hand has let go, so that it is worth writing down.
    pub(super) fn lay(&self, name: &str, columns: Columns, is_settled: bool) {
        let mut inner = self.inner();
        let key = format!("{}/{name}", inner.page);
        if columns == Columns::default() {
            inner.tables.remove(&key);
        } else {
            inner.tables.insert(key, columns);
        }
        inner.is_changed |= is_settled;
    }

    /// All tables that are not laid out as at first, where any was changed since it was asked last.
    pub fn changed(&self) -> Option<BTreeMap<String, Columns>> {
        let mut inner = self.inner();
        std::mem::take(&mut inner.is_changed).then(|| inner.tables.clone())
    }

    /// A table is drawn.
    pub(super) fn tell(&self, sheet: &Sheet, arrangement: Arrangement, is_full: bool) {
        self.inner().shown.push(Shown { keys: column_keys(sheet), arrangement, is_full });
    }

    /// What the page's table shows of a sheet; `None` where that is not drawn.
    pub fn shown(&self, sheet: &Sheet) -> Option<Shown> {
        let keys = column_keys(sheet);
        self.inner().shown.iter().find(|shown| shown.keys == keys).cloned()
    }
}

/// The columns that are shown, in order, by their numbers in the sheet: frozen ones first, at least one.
pub(super) fn laid_out(keys: &[String], frozen: usize, columns: &Columns) -> Vec<usize> {
    let all: Vec<usize> = in_order(keys, frozen, columns);
    let shown: Vec<usize> = all.iter().copied().filter(|column| !columns.hidden.contains(&keys[*column])).collect();
    if shown.is_empty() { all } else { shown }
}

/// All columns in order, hidden ones too.
fn in_order(keys: &[String], frozen: usize, columns: &Columns) -> Vec<usize> {
    let mut all: Vec<usize> = (0..keys.len()).collect();
    let (head, rest) = all.split_at_mut(frozen.min(keys.len()));
    for part in [head, rest] {
        // Those that are named take the places of those that are named; the others stay where they are.
        let rank = |column: &usize| columns.order.iter().position(|name| *name == keys[*column]);
        let places: Vec<usize> = (0..part.len()).filter(|at| rank(&part[*at]).is_some()).collect();
        let mut named: Vec<usize> = places.iter().map(|at| part[*at]).collect();
        named.sort_by_key(rank);
        places.into_iter().zip(named).for_each(|(at, column)| part[at] = column);
    }
    all
}

/// Puts a column before another, or at the end of its part: the frozen columns, or the others.
pub(super) fn moved(
    keys: &[String],
    frozen: usize,
    columns: &Columns,
    column: usize,
    before: Option<usize>,
) -> Columns {
    let is_frozen = column < frozen;
    let mut all = in_order(keys, frozen, columns);
    all.retain(|other| *other != column);
    let at = before.and_then(|before| all.iter().position(|other| *other == before)).unwrap_or(all.len());
    let head = all.iter().filter(|other| **other < frozen).count();
    let at = if is_frozen { at.min(head) } else { at.max(head) };
    all.insert(at, column);
    let mut order: Vec<String> = all.into_iter().map(|column| keys[column].clone()).collect();
    // Those of the table at other times keep their order.
    order.extend(columns.order.iter().filter(|name| !keys.contains(name)).cloned());
    let is_original = order == keys;
    Columns { order: if is_original { Vec::new() } else { order }, ..columns.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Vec<String> {
        ["区县", "人数", "收入", "支出"].map(str::to_owned).to_vec()
    }

    #[test]
    fn a_column_goes_before_another_and_frozen_ones_stay_in_front() {
        let (keys, first) = (keys(), Columns::default());
        let order = |columns: &Columns| laid_out(&keys, 1, columns);
        assert_eq!(order(&first), [0, 1, 2, 3]);
        let second = moved(&keys, 1, &first, 3, Some(1));
        assert_eq!(order(&second), [0, 3, 1, 2]);
        assert_eq!(order(&moved(&keys, 1, &second, 1, None)), [0, 3, 2, 1]);
        assert_eq!(order(&moved(&keys, 1, &second, 0, None)), [0, 3, 1, 2], "a frozen column stays");
        assert_eq!(order(&moved(&keys, 1, &second, 2, Some(0))), [0, 2, 3, 1], "nothing comes before it");
        assert_eq!(moved(&keys, 1, &second, 3, None), first, "back in its place, nothing is kept");
    }

    #[test]
    fn hidden_columns_are_left_out_but_never_all() {
        let hidden = |names: &[&str]| Columns {
            hidden: names.iter().map(|name| (*name).to_owned()).collect(),
            ..Columns::default()
        };
        assert_eq!(laid_out(&keys(), 1, &hidden(&["人数", "没有"])), [0, 2, 3]);
        assert_eq!(laid_out(&keys(), 1, &hidden(&["区县", "人数", "收入", "支出"])), [0, 1, 2, 3]);
    }

    #[test]
    fn columns_that_come_and_go_keep_their_order() {
        let columns = Columns { order: ["2007年", "2006年"].map(str::to_owned).to_vec(), ..Columns::default() };
        let keys: Vec<String> = ["月份", "2006年", "2007年", "合计"].map(str::to_owned).to_vec();
        assert_eq!(laid_out(&keys, 1, &columns), [0, 2, 1, 3]);
        let other: Vec<String> = ["月份", "2005年", "2006年", "合计"].map(str::to_owned).to_vec();
        assert_eq!(laid_out(&other, 1, &columns), [0, 1, 2, 3]);
        assert!(moved(&other, 1, &columns, 3, Some(1)).order.contains(&"2007年".to_owned()));
    }
}
