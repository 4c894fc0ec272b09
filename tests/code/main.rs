//! The house itself: how its modules use each other, what it is built on, whether its texts are all there.

mod architecture;
mod dependencies;
mod messages;
mod reference;
