//! One edition after another: what was owed stays owed, and time that ran under the old number is counted by it.

use crate::model::{Catalogue, EarlierValue, ParameterValue};

impl Catalogue {
    /// Makes this edition the successor of an earlier one.
    ///
    /// A duty that the earlier edition had binds since that one: its lateness does not begin anew. A time that changed is
    /// the earlier one for every clock and period that began before this edition is in force.
    pub fn succeed(&mut self, earlier: &Catalogue) {
        let Some(from) = self.edition.effective_date else { return };
        for duty in &mut self.duties {
            if let Some(before) = earlier.duty(&duty.name) {
                duty.since = earlier.duties[before.index()].since;
            }
        }
        for parameter in &mut self.parameters {
            let Some(id) = earlier.names.parameters.get(&parameter.name) else { continue };
            let before = &earlier.parameters[id.index()];
            if !same_sort(before.default, parameter.default) {
                continue;
            }
            parameter.before.clone_from(&before.before);
            if (before.default, before.limit) != (parameter.default, parameter.limit) {
                parameter.before.push(EarlierValue {
                    until: from,
                    default: before.default,
                    limit: before.limit,
                });
            }
        }
    }
}

fn same_sort(a: ParameterValue, b: ParameterValue) -> bool {
    std::mem::discriminant(&a) == std::mem::discriminant(&b)
}
