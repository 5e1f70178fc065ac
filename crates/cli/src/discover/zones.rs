//! How the times of extracts are read: in which zone, of all systems or of one, and with the day or the month first.

use jiff::tz::TimeZone;
use seamless_discover::TimeOptions;
use seamless_discover::mine::extract::Extract;

use crate::args::ReadingArguments;
use crate::files::meant;
use crate::output::Failed;

/// The extracts, each with the zone of its system where one is named, and what holds for all others.
pub fn timed(
    extracts: &[Extract],
    arguments: &ReadingArguments,
) -> Result<(Vec<Extract>, TimeOptions), Failed> {
    let mut all = extracts.to_vec();
    let day_first = match (arguments.day_first, arguments.month_first) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    };
    let mut times = TimeOptions { zone: None, day_first };
    for text in &arguments.zone {
        let Some((system, name)) = text.split_once('=') else {
            if times.zone.replace(zone(text)?).is_some() {
                return Err(Failed::Said(
                    "one `--zone` holds for all systems: name the system of the other, as in `--zone erp=UTC`".to_owned(),
                ));
            }
            continue;
        };
        let zone = zone(name)?;
        let mut of_it = all.iter_mut().filter(|it| it.system == system).peekable();
        if of_it.peek().is_none() {
            let known: Vec<&str> = extracts.iter().map(|it| it.system.as_str()).collect();
            let others = || format!("the extracts are of `{}`", known.join("`, `"));
            let help = meant(system, known.iter().copied(), others);
            return Err(Failed::Said(format!("`--zone {text}`: no extract is of `{system}`: {help}")));
        }
        of_it.for_each(|it| it.zone = Some(zone.clone()));
    }
    Ok((all, times))
}

/// The time zone that is named for all systems, by its own name.
pub fn for_all(arguments: &ReadingArguments) -> Option<String> {
    let named = arguments.zone.iter().find(|it| !it.contains('='))?;
    Some(TimeZone::get(named).ok()?.iana_name()?.to_owned())
}

fn zone(name: &str) -> Result<TimeZone, Failed> {
    TimeZone::get(name).map_err(|_| {
        Failed::Said(format!("`{name}` is no time zone: write a name such as `America/New_York` or `UTC`"))
    })
}
