//! `[[law]]`: an area's own values of parameters of the law, each with its document. From its first month on one stands in
//! place of what is in force everywhere.

use rust_decimal::Decimal;

use super::Scenario;
use super::lever::LeverKey;
use crate::month::Month;
use crate::policy;

/// An area's own value of a parameter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnLaw {
    /// The parameter's key in `assets/policy`; one that a lever may follow.
    pub parameter: String,
    /// The first month.
    pub from: Month,
    /// The value, in the parameter's unit.
    pub value: Decimal,
    /// The document that set it.
    pub document: String,
}

/// A value while it is in force.
#[derive(Clone, PartialEq, Debug)]
pub struct InForce<'a> {
    /// The first month.
    pub from: Month,
    /// The value.
    pub value: Decimal,
    /// The document that set it.
    pub document: &'a str,
    /// Whether that was seen; an area's own is whoever entered it to vouch for.
    pub is_seen: bool,
}

impl Scenario {
    /// What a lever has by the law in a month; where that has nothing, what holds where nothing is given.
    pub fn by_law(&self, key: LeverKey, month: Month) -> Decimal {
        let own = self.own_law(key).filter(|own| own.from <= month).max_by_key(|own| own.from).map(|own| own.value);
        own.or_else(|| policy::number(key.law()?, month)).unwrap_or_else(|| key.default())
    }

    /// The area's own values of the parameter of a lever.
    pub fn own_law(&self, key: LeverKey) -> impl Iterator<Item = &OwnLaw> {
        self.law.iter().filter(move |own| Some(&*own.parameter) == key.law())
    }

    /// The values of a lever's parameter that are in force in some month of a span, by time.
    pub fn law_over(&self, key: LeverKey, (first, last): (Month, Month)) -> Vec<InForce<'_>> {
        let mut own: Vec<&OwnLaw> = self.own_law(key).filter(|own| own.from <= last).collect();
        own.sort_by_key(|own| own.from);
        let until = own.first().map_or(last, |own| own.from.previous().min(last));
        let everywhere = key.law().and_then(policy::parameter).into_iter().flat_map(policy::Parameter::everywhere);
        let everywhere = everywhere.filter(|v| v.from <= until && v.to.is_none_or(|to| first <= to)).filter_map(|v| {
            Some(InForce { from: v.from, value: v.number()?, document: &v.document, is_seen: v.status.is_seen() })
        });
        let mut all: Vec<InForce<'_>> = everywhere.filter(|_| first <= until).collect();
        all.extend(own.into_iter().map(|own| InForce {
            from: own.from,
            value: own.value,
            document: &own.document,
            is_seen: true,
        }));
        // What ended before the span began is no longer in force.
        let begun = all.iter().rposition(|value| value.from <= first).unwrap_or(0);
        all.drain(..begun);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::file;

    #[test]
    fn an_own_value_holds_from_its_month_on() {
        let text = "start = \"2018-07\"\nmonths = 48\n[rates]\ncontribution_rate = \"law\"\n\
                    [[law]]\nparameter = \"contribution_rate\"\nfrom = \"2020-01\"\nvalue = \"0.22\"\ndocument = \"本省通知\"\n";
        let scenario = file::read("s.toml", text).expect("it is read");
        let key = LeverKey::ContributionRate;
        let by_law = |month: &str| scenario.by_law(key, month.parse().expect("a month")).to_string();
        assert_eq!(["2019-04", "2019-12", "2020-01", "2026-01"].map(by_law), ["0.28", "0.24", "0.22", "0.22"]);
        let told = scenario.law_over(key, (scenario.start, scenario.end()));
        let told: Vec<String> =
            told.iter().map(|value| format!("{} {} {}", value.from, value.value, value.document)).collect();
        assert_eq!(told, ["2006-01 0.28 国发〔2005〕38号", "2019-05 0.24 国办发〔2019〕13号", "2020-01 0.22 本省通知"]);
        assert_eq!(scenario.law_over(key, ("2021-01".parse().expect("a month"), scenario.end())).len(), 1);
        assert_eq!(file::read("s.toml", &file::write(&scenario)), Ok(scenario));
    }

    #[test]
    fn what_no_lever_follows_is_refused() {
        for (line, code) in [
            ("parameter = \"contributon_rate\"", "law-parameter"),
            ("parameter = \"contribution_rate\"\nvalue = \"-1\"", "scenario-value"),
        ] {
            let text =
                format!("start = \"2018-07\"\nmonths = 1\n[[law]]\nfrom = \"2020-01\"\ndocument = \"x\"\n{line}\n");
            let found = file::read("s.toml", &text).expect_err("it is refused");
            assert!(found.iter().any(|finding| finding.code == code), "{found:?}");
        }
    }
}
