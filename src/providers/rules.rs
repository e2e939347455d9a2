//! Who pays for what.

use std::collections::HashSet;
use std::sync::Arc;

use entity::types::OrganizationId;

use super::model::Offering;
use crate::organizations::Organization;
use crate::reference::{CountyFips, ServiceCode};

/// A plan pays a provider for a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Contract {
    /// Who pays.
    pub plan: OrganizationId,
    /// Who serves.
    pub provider: OrganizationId,
    /// For what.
    pub service: ServiceCode,
}

/// What plans offer in counties where they have members.
#[derive(Debug, Clone, Default)]
pub(super) struct Network {
    /// The plans by name.
    pub plans: Vec<Arc<Organization>>,
    /// Which plan offers which service in which county.
    pub offers: HashSet<(OrganizationId, CountyFips, ServiceCode)>,
}

/// The plans that pay for an offering, by name: those with a contract for it that offer the
/// service in at least one county of its area.
pub(super) fn paying_plans(
    offering: &Offering,
    contracts: &HashSet<Contract>,
    network: &Network,
) -> Vec<Arc<Organization>> {
    let pays = |plan: OrganizationId| {
        let contract = Contract {
            plan,
            provider: offering.provider,
            service: offering.service,
        };
        let offers = |county: &CountyFips| {
            let offer = (plan, *county, offering.service);
            network.offers.contains(&offer)
        };
        contracts.contains(&contract) && offering.counties.iter().any(offers)
    };
    let plans = network.plans.iter();
    plans.filter(|plan| pays(plan.id)).map(Arc::clone).collect()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};
    use entity::types::{OfferingId, OrganizationKind, PoolId};
    use uuid::Uuid;

    use super::*;
    use crate::capacity::{NOBODY_WAITS, PoolFigures, Viewer, view};

    fn id(number: u128) -> OrganizationId {
        OrganizationId(Uuid::from_u128(number))
    }

    fn county(fips: &str) -> CountyFips {
        fips.parse().unwrap()
    }

    /// Meals in Placer and Nevada.
    fn offering() -> Offering {
        let pool = PoolFigures {
            capacity: 1,
            held: 0,
            active: 0,
            is_paused: false,
            updated_at: DateTime::UNIX_EPOCH,
        };
        Offering {
            id: OfferingId(Uuid::nil()),
            provider: id(1),
            service: ServiceCode::Meals,
            pool: PoolId(Uuid::nil()),
            counties: vec![county("06057"), county("06061")],
            from: NaiveDate::MIN,
            until: None,
            capacity: view(&pool, Viewer::Public, NOBODY_WAITS),
            plans: None,
        }
    }

    #[test]
    fn a_plan_pays_with_a_contract_and_an_offer_for_the_same_service() {
        use ServiceCode::{Meals, Respite};
        let plan = id(9);
        for (provider, contracted, fips, offered, pays) in [
            (id(1), Meals, "06061", Meals, true),
            (id(1), Meals, "06057", Meals, true),
            (id(1), Meals, "06067", Meals, false),
            (id(1), Meals, "06061", Respite, false),
            (id(1), Respite, "06061", Meals, false),
            (id(1), Respite, "06061", Respite, false),
            (id(2), Meals, "06061", Meals, false),
        ] {
            let contract = Contract {
                plan,
                provider,
                service: contracted,
            };
            let network = Network {
                plans: vec![Arc::new(Organization {
                    id: plan,
                    kind: OrganizationKind::Plan,
                    name: "Plan".to_owned(),
                    phone: None,
                })],
                offers: HashSet::from([(plan, county(fips), offered)]),
            };
            let found = paying_plans(&offering(), &HashSet::from([contract]), &network);
            assert_eq!(!found.is_empty(), pays, "{contract:?} {fips} {offered}");
        }
    }
}
