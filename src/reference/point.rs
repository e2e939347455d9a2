//! Places on the map and how far apart they are.

/// Mean radius of the Earth in kilometres (IUGG).
const EARTH_RADIUS_KM: f64 = 6371.0088;

/// A place in degrees, WGS 84.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Latitude in degrees, north positive.
    pub lat: f64,
    /// Longitude in degrees, east positive; negative all over California.
    pub lon: f64,
}

impl Point {
    /// Great-circle distance in kilometres.
    ///
    /// Good to rank providers by nearness. It is no travel distance, and both ends are usually
    /// the middle of a ZIP code area, so treat anything below a few kilometres as equal.
    #[must_use]
    pub fn distance_km(self, other: Self) -> f64 {
        let (lat_a, lat_b) = (self.lat.to_radians(), other.lat.to_radians());
        let half_lat = (lat_b - lat_a) / 2.0;
        let half_lon = (other.lon - self.lon).to_radians() / 2.0;
        let haversine = half_lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * half_lon.sin().powi(2);
        // Rounding may lift the value a hair above 1 for opposite points.
        2.0 * EARTH_RADIUS_KM * haversine.sqrt().min(1.0).asin()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SACRAMENTO: Point = Point {
        lat: 38.5816,
        lon: -121.4944,
    };
    const LOS_ANGELES: Point = Point {
        lat: 34.0522,
        lon: -118.2437,
    };

    #[test]
    fn sacramento_to_los_angeles_is_about_580_km() {
        let km = SACRAMENTO.distance_km(LOS_ANGELES);
        assert!((580.0..583.0).contains(&km), "{km}");
    }

    #[test]
    fn distance_is_symmetric_and_zero_to_itself() {
        let there = SACRAMENTO.distance_km(LOS_ANGELES);
        assert!((there - LOS_ANGELES.distance_km(SACRAMENTO)).abs() < 1e-9);
        assert!(SACRAMENTO.distance_km(SACRAMENTO).abs() < 1e-9);
    }

    #[test]
    fn opposite_points_are_half_the_circumference_apart() {
        let here = Point { lat: 0.0, lon: 0.0 };
        let km = here.distance_km(Point {
            lat: 0.0,
            lon: 180.0,
        });
        assert!(
            (km - std::f64::consts::PI * EARTH_RADIUS_KM).abs() < 1e-6,
            "{km}"
        );
    }
}
