//! What of a table a page shows, as a part of the plan's text.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use toml_edit::{Array, ArrayOfTables, Item, Table, value};

use crate::report::words::arranged::{Arrangement, Limit};

/// The arrangement as a table of its own; `None` where the page's table stands as it is.
pub(super) fn write(arrangement: &Arrangement) -> Option<Item> {
    if arrangement.is_plain() {
        return None;
    }
    let mut table = Table::new();
    if !arrangement.columns.is_empty() {
        table["columns"] = value(arrangement.columns.iter().collect::<Array>());
    }
    if let Some((column, descending)) = &arrangement.sort {
        table["sort"] = value(column);
        table["order"] = value(if *descending { "descending" } else { "ascending" });
    }
    if !arrangement.words.is_empty() {
        table["words"] = value(&arrangement.words);
    }
    let limit = |(column, limit): (&String, &Limit)| {
        let mut table = Table::new();
        table["column"] = value(column);
        match limit {
            Limit::Holds(text) => table["holds"] = value(text),
            Limit::Between(least, most) => {
                for (key, end) in [("least", least), ("most", most)] {
                    if let Some(end) = end {
                        table[key] = value(end.to_string());
                    }
                }
            }
        }
        table
    };
    if !arrangement.limits.is_empty() {
        table["limit"] = Item::ArrayOfTables(arrangement.limits.iter().map(limit).collect::<ArrayOfTables>());
    }
    Some(Item::Table(table))
}

/// The arrangement of a page's text; what it says wrongly is left out.
pub(super) fn read(item: Option<&Item>) -> Arrangement {
    let Some(table) = item.and_then(Item::as_table) else { return Arrangement::default() };
    let word = |key: &str| table.get(key).and_then(Item::as_str);
    let columns = table.get("columns").and_then(Item::as_array);
    let columns = columns.into_iter().flatten().filter_map(|name| name.as_str()).map(str::to_owned);
    let limits = table.get("limit").and_then(Item::as_array_of_tables).into_iter().flatten();
    let limits = limits.filter_map(|limit| {
        let word = |key: &str| limit.get(key).and_then(Item::as_str);
        let number = |key: &str| word(key)?.parse::<Decimal>().ok();
        let own = match word("holds") {
            Some(text) => Limit::Holds(text.to_owned()),
            None => Limit::Between(number("least"), number("most")),
        };
        Some((word("column")?.to_owned(), own))
    });
    Arrangement {
        columns: columns.collect(),
        sort: word("sort").map(|column| (column.to_owned(), word("order") == Some("descending"))),
        words: word("words").unwrap_or_default().to_owned(),
        limits: limits.collect::<BTreeMap<_, _>>(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrangement_comes_back_and_none_is_not_written() {
        assert!(write(&Arrangement::default()).is_none());
        let arrangement = Arrangement {
            columns: vec!["区县".to_owned(), "缺口 #2".to_owned()],
            sort: Some(("缺口 #2".to_owned(), true)),
            words: "县 “引号”".to_owned(),
            limits: BTreeMap::from([
                ("区县".to_owned(), Limit::Holds("祁门".to_owned())),
                ("缺口".to_owned(), Limit::Between(Some(Decimal::new(-15, 1)), None)),
                ("人数".to_owned(), Limit::Between(None, None)),
            ]),
        };
        assert_eq!(read(write(&arrangement).as_ref()), arrangement);
        assert_eq!(read(None), Arrangement::default());
    }
}
