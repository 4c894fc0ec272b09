//! What places are called on screen, in slides and in sheets.

use crate::locale::Language;
use crate::place::{Level, PlaceColumns, PlaceId, Places};
use crate::report::Place;

/// What a place is called: 鼓楼区, or, where several are called that, 南京市鼓楼区.
pub fn place_name(places: &Places, place: &Place, language: Language) -> String {
    match places.find(place) {
        Some(found) => name_of(places, found, language),
        None => place.name().map_or_else(String::new, ToString::to_string),
    }
}

/// The same of a place of the tree.
pub fn name_of(places: &Places, place: PlaceId, language: Language) -> String {
    if place == places.root() {
        return root_name(places, language);
    }
    let short = places.short(place);
    if places.columns() == PlaceColumns::NONE {
        short.to_owned()
    } else {
        short.replace('/', language.text("place.within"))
    }
}

/// What the whole area is called: by its name, else as a city, a province or the nation.
pub fn root_name(places: &Places, language: Language) -> String {
    let root = places.root();
    match (places.level(root), &**places.name(root)) {
        (Level::Nation, "") => language.text("place.nation").to_owned(),
        (Level::Province, "") => language.text("place.province").to_owned(),
        (_, "") => language.text("place.city").to_owned(),
        (_, name) => name.to_owned(),
    }
}
