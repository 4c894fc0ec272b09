//! Reading `[[law]]`.

use rust_decimal::Decimal;

use super::{Reader, Section};
use crate::scenario::lever::LeverKey;
use crate::scenario::own_law::OwnLaw;

impl Reader<'_> {
    pub(super) fn laws(&mut self, top: Section<'_>) -> Vec<OwnLaw> {
        let mut laws: Vec<OwnLaw> = Vec::new();
        for table in self.tables(top, "law") {
            let Some(law) = self.law(table) else { continue };
            if laws.iter().any(|other| (&other.parameter, other.from) == (&law.parameter, law.from)) {
                let span = table.table.get("from").and_then(toml_edit::Item::span);
                self.error("law-twice", span, "law").facts.push(("month", law.from.to_string()));
            }
            laws.push(law);
        }
        laws
    }

    fn law(&mut self, s: Section<'_>) -> Option<OwnLaw> {
        self.known(s, &["parameter", "from", "value", "document"]);
        let text = |_: &Self, v: &toml_edit::Value| v.as_str().map(str::to_owned);
        let parameter = self.value(s, "parameter", "expected.text", text);
        let parameter = self.required(s, "parameter", parameter);
        let known = || LeverKey::lawful().filter_map(LeverKey::law);
        if let Some(told) = parameter.as_deref().filter(|told| !known().any(|key| key == *told)) {
            let span = s.table.get("parameter").and_then(toml_edit::Item::span);
            let finding = self.error("law-parameter", span, &s.path("parameter"));
            finding.facts.push(("found", told.to_owned()));
            finding.facts.push(("known", known().collect::<Vec<_>>().join(", ")));
        }
        let from = self.value(s, "from", "expected.month", Reader::month);
        let from = self.required(s, "from", from);
        let value = self.value(s, "value", "expected.not_negative", Reader::not_negative);
        let value: Option<Decimal> = self.required(s, "value", value);
        let document = self.value(s, "document", "expected.text", text);
        let document = self.required(s, "document", document);
        Some(OwnLaw { parameter: parameter?, from: from?, value: value?, document: document? })
    }
}
