//! keys
/// A rate
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum RateKey {
    /// x
    A,
}
