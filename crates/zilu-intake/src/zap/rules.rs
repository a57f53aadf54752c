//! Which rules of ZAP look on and which attack, by their numbers as the documentation of ZAP lists them.

/// Passive rules: they run on whatever passes through ZAP.
const PASSIVE: &[u32] = &[
    10003, 10009, 10010, 10011, 10015, 10017, 10019, 10020, 10021, 10023, 10024, 10025, 10026, 10027, 10028,
    10029, 10030, 10031, 10032, 10033, 10034, 10035, 10036, 10037, 10038, 10039, 10040, 10041, 10042, 10043,
    10044, 10049, 10050, 10052, 10054, 10055, 10056, 10057, 10061, 10062, 10063, 10094, 10096, 10097, 10098,
    10099, 10105, 10108, 10109, 10110, 10111, 10112, 10113, 10115, 10116, 10202, 90001, 90002, 90003, 90004,
    90005, 90011, 90022, 90030, 90033,
];

/// Active rules among the numbers that passive ones have too.
const ACTIVE: &[u32] = &[
    10045, 10047, 10048, 10051, 10053, 10058, 10095, 10104, 10106, 10107, 90017, 90018, 90019, 90020, 90021,
    90023, 90024, 90025, 90026, 90027, 90028, 90029, 90034, 90035, 90036, 90037, 90039,
];

/// The passive rules, as keys.
pub(super) fn passive() -> impl Iterator<Item = String> {
    PASSIVE.iter().map(|id| format!("zap:{id}"))
}

/// Whether a rule attacks. Of a number that is not known it is not assumed.
pub(super) fn is_active(id: u32) -> bool {
    matches!(id, 0..10_000 | 20_000..60_000) || ACTIVE.contains(&id)
}
