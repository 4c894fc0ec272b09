//! A period chosen by its kind: a year, a year to date, a half year, a quarter, a month, or from one month to another.

use eframe::egui;
use egui::{RichText, Role, WidgetInfo};

use crate::listed::listed;
use crate::month::{Month, Period};
use crate::report::words::period::period_name;
use crate::ui::state::Look;
use crate::ui::widgets::list::list;
use crate::ui::widgets::segmented::segmented;

const HEIGHT: f32 = 280.0;

listed! {
    /// A kind of period.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    enum Kind, ALL, text_key -> &'static str;

    /// 年
    Year = "period.kind_year";
    /// 累计: from January to a month.
    ToDate = "period.kind_to_date";
    /// 半年
    Half = "period.kind_half";
    /// 季度
    Quarter = "period.kind_quarter";
    /// 月
    Month = "period.kind_month";
    /// 自选: from one month or year to another.
    Own = "period.kind_own";
}

impl Kind {
    /// The kind that a period is found under.
    fn of(period: Period) -> Kind {
        match (period, period.first_month().month(), period.len()) {
            (Period::Year(_), ..) => Kind::Year,
            (Period::Month(_), ..) => Kind::Month,
            (_, 1 | 4 | 7 | 10, 3) => Kind::Quarter,
            (_, 1 | 7, 6) => Kind::Half,
            (_, 1, 2..12) => Kind::ToDate,
            _ => Kind::Own,
        }
    }

    /// The periods of this kind among those on record, the newest first; quarters and half years only where all their
    /// months are on record. Of one's own choice none are listed.
    fn periods(self, (first, last): (Period, Period)) -> Vec<Period> {
        let (first, last) = (first.first_month(), last.last_month());
        let every = |step: i32| {
            let periods = (first.year()..=last.year()).flat_map(move |year| {
                let from = move |n| Month::january(year).plus(n * step);
                (0..12 / step).map(move |n| Period::between(from(n), from(n + 1).previous()))
            });
            periods.filter(move |p| (first..=last).contains(&p.first_month()) && p.last_month() <= last)
        };
        let mut periods: Vec<Period> = match self {
            Kind::Year => (first.year()..=last.year()).map(Period::Year).collect(),
            Kind::ToDate => every(1)
                .filter(|month| month.first_month().month() < 12 && Month::january(month.year()) >= first)
                .map(|month| Period::between(Month::january(month.year()), month.last_month()))
                .collect(),
            Kind::Half => every(6).collect(),
            Kind::Quarter => every(3).collect(),
            Kind::Month => every(1).collect(),
            Kind::Own => Vec::new(),
        };
        periods.reverse();
        periods
    }
}

/// Lets a period among those on record be chosen in a drop-down; the one taken. Of yearly rows only years, one or
/// several.
pub fn choose_period(
    ui: &mut egui::Ui,
    look: Look,
    name: &str,
    width: f32,
    range: (Period, Period),
    current: Period,
) -> Option<Period> {
    let language = look.style.language;
    let shown = period_name(current, language);
    let combo = egui::ComboBox::from_id_salt(name)
        .width(width)
        .truncate()
        .selected_text(&shown)
        .height(HEIGHT + 60.0)
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside);
    let id = ui.make_persistent_id(("kind of period", name));
    let answer = combo.show_ui(ui, |ui| {
        let mut kind = ui.data_mut(|data| data.get_temp::<Kind>(id)).unwrap_or(Kind::of(current));
        let is_monthly = matches!(range.1, Period::Month(_));
        let kinds = Kind::ALL.into_iter().filter(|kind| is_monthly || matches!(kind, Kind::Year | Kind::Own));
        let kinds: Vec<(Kind, &str)> = kinds.map(|kind| (kind, look.text(kind.text_key()))).collect();
        segmented(ui, look.theme, name, &kinds, &mut kind);
        ui.data_mut(|data| data.insert_temp(id, kind));
        ui.add_space(6.0);
        // As high for every kind, so that the list of the next is not squeezed into that of the last.
        ui.set_min_height(HEIGHT);
        if kind == Kind::Own {
            return own(ui, look, range, current);
        }
        let taken = listed(ui, look, name, &kind.periods(range), |period| *period == current);
        if taken.is_some() {
            ui.close();
        }
        taken
    });
    if answer.inner.is_none() {
        ui.data_mut(|data| data.remove::<Kind>(id));
    }
    let label = format!("{name}: {shown}");
    answer.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, &label));
    answer.inner.flatten()
}

/// From a month or year to another; each click shows what is chosen at once.
fn own(ui: &mut egui::Ui, look: Look, range: (Period, Period), current: Period) -> Option<Period> {
    let unit = if matches!(range.1, Period::Month(_)) { Kind::Month } else { Kind::Year };
    let units = unit.periods(range);
    let mut taken = None;
    ui.horizontal_top(|ui| {
        for (key, end) in [("period.from", current.first_month()), ("period.to", current.last_month())] {
            ui.vertical(|ui| {
                ui.set_width(120.0);
                ui.label(RichText::new(look.text(key)).color(look.theme.muted));
                let is_end = |p: &Period| (p.first_month()..=p.last_month()).contains(&end);
                let Some(unit) = listed(ui, look, look.text(key), &units, is_end) else { return };
                let other = if key == "period.from" { current.last_month() } else { current.first_month() };
                // What begins after its end is turned round: the other end moves with it.
                taken = Some(match key {
                    "period.from" => Period::between(unit.first_month(), other.max(unit.last_month())),
                    _ => Period::between(other.min(unit.first_month()), unit.last_month()),
                });
            });
        }
    });
    taken
}

/// A list of periods that scrolls, the chosen one in sight when it opens; the one taken.
fn listed(
    ui: &mut egui::Ui,
    look: Look,
    name: &str,
    periods: &[Period],
    is_chosen: impl Fn(&Period) -> bool,
) -> Option<Period> {
    let names: Vec<String> = periods.iter().map(|period| period_name(*period, look.style.language)).collect();
    let choices: Vec<(Period, &str)> = periods.iter().copied().zip(names.iter().map(String::as_str)).collect();
    let current = periods.iter().copied().find(|period| is_chosen(period));
    let area =
        egui::ScrollArea::vertical().id_salt(name).max_height(HEIGHT).min_scrolled_height(HEIGHT).auto_shrink(false);
    area.show(ui, |ui| list(ui, look.theme, name, &choices, current)).inner
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(kind: Kind, first: &str, last: &str) -> Vec<String> {
        let range = (first.parse().unwrap(), last.parse().unwrap());
        kind.periods(range).iter().map(Period::to_string).collect()
    }

    #[test]
    fn periods_are_those_on_record_the_newest_first() {
        assert_eq!(listed(Kind::Year, "2025-11", "2026-10"), ["2026", "2025"]);
        assert_eq!(
            listed(Kind::Quarter, "2025-11", "2026-10"),
            ["2026-07..2026-09", "2026-04..2026-06", "2026-01..2026-03"]
        );
        assert_eq!(listed(Kind::Half, "2025-11", "2026-10"), ["2026-01..2026-06"]);
        let to_date = listed(Kind::ToDate, "2025-11", "2026-10");
        assert_eq!((to_date.len(), to_date[0].as_str(), to_date[9].as_str()), (10, "2026-01..2026-10", "2026-01"));
        assert_eq!(listed(Kind::Month, "2025-11", "2026-02").len(), 4);
        assert_eq!(listed(Kind::Year, "2004", "2006").len(), 3);
        assert!(listed(Kind::Own, "2004", "2006").is_empty());
    }

    #[test]
    fn each_listed_period_is_found_under_its_kind() {
        for kind in Kind::ALL {
            for period in kind.periods(("2025-01".parse().unwrap(), "2026-10".parse().unwrap())) {
                let found = Kind::of(period);
                let shorter = matches!((kind, found), (Kind::ToDate, Kind::Month | Kind::Quarter | Kind::Half));
                assert!(found == kind || shorter, "{period}");
            }
        }
    }
}
