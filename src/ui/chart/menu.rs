//! The menu of a chart: copy it, export it, add it to the deck, write at a point. It is reached by a right click, and by
//! Shift+F10 or the menu key on a chart that has the focus.

use eframe::egui;
use egui::{Id, Key, Modifiers, Popup, PopupCloseBehavior, PopupKind, Pos2, Response, Role, Ui, WidgetInfo};

use super::numbered;
use crate::report::deck::notes::ChartNote;
use crate::report::model::charts::Side;
use crate::report::model::slide::Body;
use crate::report::words::chart_text;
use crate::report::words::number::Style;
use crate::report::words::period::category_name;
use crate::ui::state::{Action, ChartWish, NoteOn};
use crate::ui::theme::{Lettering, Theme};
use crate::ui::wishes;

/// The most letters of a note.
const MOST_LETTERS: usize = 40;

/// In which words and colours the menu is drawn.
struct Of<'a> {
    style: Style,
    theme: &'a Theme,
}

/// The menu while it is open: one for all charts.
#[derive(Clone, Debug)]
struct Opened {
    /// The chart that the focus goes back to.
    chart: Id,
    on: Option<NoteOn>,
    body: Body,
    at: Pos2,
    /// The point that a note would stand at: series and category.
    point: Option<(usize, usize)>,
    typed: String,
    by_key: bool,
    is_new: bool,
}

fn id() -> Id {
    Id::unique("chart menu")
}

/// Opens the menu where that is asked for. `on` is the chart to those who write at it, `point` says which point is meant.
pub(super) fn ask(
    ui: &Ui,
    response: &Response,
    on: Option<NoteOn>,
    body: &dyn Fn() -> Body,
    point: impl FnOnce() -> Option<(usize, usize)>,
) {
    let asked = response.has_focus()
        && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Menu) || i.consume_key(Modifiers::SHIFT, Key::F10));
    if !asked && !response.secondary_clicked() {
        return;
    }
    let at = response.interact_pointer_pos().filter(|_| !asked).unwrap_or(response.rect.center());
    let (point, body) = (point(), body());
    let typed = point.map_or_else(String::new, |point| written(&body, point));
    let opened = Opened { chart: response.id, on, body, at, point, typed, by_key: asked, is_new: true };
    ui.data_mut(|data| data.insert_temp(id(), opened));
}

/// Draws the menu that is open; after the page, so that what is typed in it scrolls nothing of the page.
pub fn draw(ui: &Ui, style: Style, theme: &Theme) {
    let Some(mut now) = ui.data(|data| data.get_temp::<Opened>(id())) else { return };
    let mut open = true;
    let close = if now.is_new { PopupCloseBehavior::IgnoreClicks } else { PopupCloseBehavior::CloseOnClickOutside };
    Popup::new(id(), ui.ctx().clone(), now.at, ui.layer_id())
        .open_bool(&mut open)
        .kind(PopupKind::Menu)
        .layout(egui::Layout::top_down_justified(egui::Align::Min))
        .style(egui::containers::menu::menu_style)
        .close_behavior(close)
        .show(|ui| items(ui, &Of { style, theme }, &mut now));
    now.is_new = false;
    if open {
        ui.data_mut(|data| data.insert_temp(id(), now));
    } else {
        ui.data_mut(|data| data.remove::<Opened>(id()));
        ui.memory_mut(|memory| memory.request_focus(now.chart));
    }
}

/// What is written at a point already.
fn written(body: &Body, point: (usize, usize)) -> String {
    body.points().and_then(|chart| chart.noted_at(point)).unwrap_or_default().to_owned()
}

/// A point in words, as it is seen, apart from its series where that can be chosen.
fn said(body: &Body, (series, category): (usize, usize), style: Style) -> Option<String> {
    match body {
        Body::Figure(figure) => Some(category_name(figure.categories.get(category)?, style.language)),
        Body::Curve(curve) => Some(format!("{} {}", curve.across, style.full(curve.points.get(category)?.0))),
        Body::Heat(heat) => {
            let side = |side: &Side, at: usize| Some(format!("{} {}", side.name, style.full(*side.values.get(at)?)));
            Some([side(&heat.across, category)?, side(&heat.up, series)?].join(" × "))
        }
        Body::Flows(flows) => {
            let link = flows.links.get(category)?;
            let name = |node: usize| flows.nodes.get(node).map_or("", |node| &node.name);
            let ends = format!("{} → {}", name(link.from), name(link.to));
            // Where several go the same way, which of them it is.
            let is_one = flows.links.iter().filter(|own| (own.from, own.to) == (link.from, link.to)).count() == 1;
            Some(if is_one { ends } else { format!("{ends} {}", link.what) })
        }
        Body::Pyramid(pyramid) => {
            let age = pyramid.rows.get(category)?.age.to_string();
            Some(style.language.fill("chart.age", &[("age", &age)]))
        }
        Body::Sheet(_) | Body::Words(_) => None,
    }
}

/// The series that a note of a category can stand at, by their names.
fn choices(body: &Body) -> Vec<String> {
    match body {
        Body::Figure(figure) => figure.series.iter().map(|series| series.name.clone()).collect(),
        Body::Pyramid(pyramid) => pyramid.sides.to_vec(),
        _ => Vec::new(),
    }
}

fn items(ui: &mut Ui, of: &Of<'_>, now: &mut Opened) {
    let text = |key| of.style.language.text(key);
    let mut is_first = now.is_new && now.by_key;
    let mut item = |ui: &mut Ui, key| {
        let response = ui.button(text(key));
        if std::mem::take(&mut is_first) {
            response.request_focus();
        }
        if response.clicked() {
            ui.close();
        }
        response.clicked()
    };
    let number = match &now.on {
        Some(NoteOn::Shown(number) | NoteOn::Named(_, number)) => Some(*number),
        None => None,
    };
    if let Some(number) = number
        && item(ui, "chart.copy_picture")
    {
        wishes::push(ui.ctx(), Action::Chart(number, ChartWish::Picture));
    }
    if item(ui, "chart.copy_data") {
        ui.ctx().copy_text(chart_text::tab_separated(&now.body, of.style));
    }
    for (key, wish) in [("chart.export", ChartWish::Export), ("chart.to_deck", ChartWish::ToDeck)] {
        if let Some(number) = number
            && item(ui, key)
        {
            wishes::push(ui.ctx(), Action::Chart(number, wish));
        }
    }
    if let Some((on, point)) = now.on.clone().zip(now.point) {
        note(ui, of, now, on, point);
    }
}

/// The field for what is to stand at a point.
fn note(ui: &mut Ui, of: &Of<'_>, now: &mut Opened, on: NoteOn, (mut series, category): (usize, usize)) {
    let Some(said) = said(&now.body, (series, category), of.style) else { return };
    let language = of.style.language;
    ui.separator();
    ui.set_max_width(300.0);
    let words = language.fill("chart.note_at", &[("category", &said)]);
    ui.label(egui::RichText::new(words).font(Lettering::Caption.font()).color(of.theme.muted));
    let choices = choices(&now.body);
    if choices.len() > 1 {
        for (n, name) in choices.iter().enumerate() {
            if ui.selectable_label(n == series, name).clicked() {
                series = n;
                now.typed = written(&now.body, (n, category));
            }
        }
        now.point = Some((series, category));
    }
    ui.visuals_mut().widgets.inactive.bg_stroke = of.theme.hairline();
    let field = egui::TextEdit::singleline(&mut now.typed)
        .char_limit(MOST_LETTERS)
        .desired_width(240.0)
        .margin(egui::Margin::symmetric(8, 4));
    let response = ui.add(field);
    let label = language.text("chart.note");
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::TextInput, true, label);
        info.current_text_value = Some(now.typed.clone());
        info
    });
    let entered = response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    if entered | ui.button(language.text("chart.note_write")).clicked() {
        let chart = now.body.points();
        if let Some((chart, [name, of])) = chart.and_then(|chart| Some((chart, chart.names_of((series, category))?))) {
            let stands = |own: &ChartNote| chart.find(&own.series, own.nth, &own.category) == Some((series, category));
            let former = numbered::written(ui.ctx(), &on).into_iter().filter(stands).collect();
            let text = now.typed.trim().to_owned();
            let note = ChartNote { chart: String::new(), series: name, nth: series, category: of, text };
            wishes::push(ui.ctx(), Action::Note { chart: on, note, former });
        }
        ui.close();
    }
}
