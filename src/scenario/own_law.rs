//! `[[law]]`: an area's own values of parameters of the law, each with its document. From its first month on one stands in
//! place of what is in force everywhere, until the area's next, or until the nation sets another.

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
        self.value_by_law(key, month).map_or_else(|| key.default(), |held| held.value)
    }

    /// The value of a lever's parameter that is in force in a month.
    pub fn value_by_law(&self, key: LeverKey, month: Month) -> Option<InForce<'_>> {
        let parameter = policy::parameter(key.law()?)?;
        let nation_begins = parameter.everywhere().map(|value| value.from).filter(|from| *from <= month).max();
        let own = self.law.iter().filter(|own| own.parameter == parameter.key && own.from <= month);
        let own = own.max_by_key(|own| own.from).filter(|own| nation_begins.is_none_or(|begins| begins <= own.from));
        let own = own.map(|own| InForce { from: own.from, value: own.value, document: &own.document, is_seen: true });
        own.or_else(|| {
            let held = parameter.in_force(month)?;
            Some(InForce {
                from: held.from,
                value: held.number()?,
                document: &held.document,
                is_seen: held.status.is_seen(),
            })
        })
    }

    /// The area's own values that are in force in a month.
    pub fn own_in_force(&self, month: Month) -> impl Iterator<Item = &OwnLaw> {
        let in_force = move |own: &&OwnLaw| {
            let key = LeverKey::lawful().find(|key| key.law() == Some(&*own.parameter));
            let held = key.and_then(|key| self.value_by_law(key, month));
            held.is_some_and(|held| (held.from, held.document) == (own.from, &*own.document))
        };
        self.law.iter().filter(in_force)
    }

    /// The months in which a lever's parameter gets another value.
    pub fn law_changes(&self, key: LeverKey) -> impl Iterator<Item = Month> {
        let parameter = key.law().and_then(policy::parameter);
        let everywhere = parameter.into_iter().flat_map(policy::Parameter::everywhere).map(|value| value.from);
        let own = self.law.iter().filter(move |own| Some(&*own.parameter) == key.law()).map(|own| own.from);
        everywhere.chain(own)
    }

    /// The values of a lever's parameter that are in force in some month of a span, by time.
    pub fn law_over(&self, key: LeverKey, (first, last): (Month, Month)) -> Vec<InForce<'_>> {
        let mut months: Vec<Month> = self.law_changes(key).filter(|month| (first..=last).contains(month)).collect();
        months.push(first);
        months.sort_unstable();
        let mut all: Vec<InForce<'_>> = months.into_iter().filter_map(|month| self.value_by_law(key, month)).collect();
        all.dedup();
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

    /// What the nation sets afterwards is in force, until the area sets its own again.
    #[test]
    fn an_own_value_ends_where_the_nation_sets_another() {
        let text = "start = \"2018-07\"\nmonths = 24\n[rates]\ncontribution_rate = \"law\"\n\
                    [[law]]\nparameter = \"contribution_rate\"\nfrom = \"2009-01\"\nvalue = \"0.26\"\ndocument = \"甲\"\n\
                    [[law]]\nparameter = \"contribution_rate\"\nfrom = \"2020-01\"\nvalue = \"0.22\"\ndocument = \"乙\"\n";
        let scenario = file::read("s.toml", text).expect("it is read");
        let key = LeverKey::ContributionRate;
        let by_law = |month: &str| scenario.by_law(key, month.parse().expect("a month")).to_string();
        assert_eq!(["2008-12", "2019-04", "2019-05", "2020-01"].map(by_law), ["0.28", "0.26", "0.24", "0.22"]);
        let told = scenario.law_over(key, (scenario.start, scenario.end()));
        assert_eq!(told.iter().map(|value| value.document).collect::<Vec<_>>(), ["甲", "国办发〔2019〕13号", "乙"]);
    }

    #[test]
    fn what_no_lever_follows_is_refused() {
        let twice = "parameter = \"contribution_rate\"\nvalue = \"0.2\"\n[[law]]\nfrom = \"2020-01\"\ndocument = \"y\"\n\
                     parameter = \"contribution_rate\"\nvalue = \"0.3\"";
        for (line, code) in [
            (twice, "law-twice"),
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
