//! 做实个人账户、并轨: what the Liaoning pilot did, of any scenario that has it.
//!
//! Source: model section 10.7.

pub mod accounts;
pub mod merger;

use crate::report::{Figure, Sheet};

/// What is shown of one of them.
#[derive(Clone, PartialEq, Debug)]
pub struct Shown {
    /// What comes of it.
    pub headline: String,
    /// Side by side.
    pub figures: Vec<Figure>,
    /// Year by year, or month by month.
    pub sheet: Sheet,
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use super::accounts::accounts;
    use super::merger::merger;
    use crate::dataset::Example;
    use crate::journal::Keep;
    use crate::locale::Language;
    use crate::proposal;
    use crate::report::Place;
    use crate::report::views::context::{Context, Settled};
    use crate::report::words::number::Style;
    use crate::simulation;

    #[test]
    fn the_pilot_is_told_and_what_a_scenario_lacks_is_not() {
        let data = Arc::new(Example::Liaoning.load());
        let context = Context { observed: &data, runs: &[], style: Style::default(), source: "liaoning.csv" };
        let told = proposal::scenarios(&data, Language::Chinese).into_iter().map(|scenario| {
            let run = simulation::run(&data, &scenario, Keep::Books, &AtomicBool::new(false)).unwrap();
            let settled = Settled { scenario, run, observed: data.clone() };
            [accounts(&context, &settled, &Place::Root), merger(&context, &settled, &Place::Root)]
        });
        let told: Vec<_> = told.collect();
        assert_eq!(told[0], [None, None]);
        let [Some(accounts), Some(merger)] = &told[1] else { panic!("both are there") };
        assert_eq!(
            merger.headline,
            "辽宁省2001年1月至2002年12月解除劳动关系 1,240,000 人，经济补偿金 1,023,000 万元，企业、财政、基本生活保障资金分担 \
             40.4%、39.6%、20.0%；期末领失业保险金 821,944 人，享受低保 715,000 人"
        );
        assert_eq!((merger.sheet.rows.len(), merger.sheet.totals), (25, 1));
        assert!(
            accounts.headline.starts_with("辽宁省2001年至2002年做实个人账户 478,997 万元"),
            "{}",
            accounts.headline
        );
    }
}
