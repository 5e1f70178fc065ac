//! Writes a log as OCEL 2.0 in both forms, and what another tool must find in them: `written FOLDER [LOG]`. Without a
//! log it makes one up, with names, values and times of every kind. The tests of mining hold PM4Py to it.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use seamless_discover::{
    Form, Log, LogBuilder, Refused, Unwatched, mine::ocdfg, read_log, write_ocel_json, write_ocel_sqlite,
};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let folder = words.next().ok_or("name a folder to write to")?;
    let folder = Path::new(&folder);
    let log = match words.next() {
        Some(file) => read_log(Path::new(&file), &Unwatched)?.0,
        None => made_up().map_err(|it| format!("{it:?}"))?,
    };
    std::fs::create_dir_all(folder)?;
    write_ocel_json(&log, File::create(folder.join("log.json"))?)?;
    let database = folder.join("log.sqlite");
    if database.exists() {
        std::fs::remove_file(&database)?;
    }
    write_ocel_sqlite(&log, &database)?;
    writeln!(File::create(folder.join("found.json"))?, "{}", found(&log))?;
    Ok(())
}

fn found(log: &Log) -> Value {
    let edges: Vec<Value> = ocdfg(log)
        .into_iter()
        .map(|it| {
            let event = |kind| log.event_types.get(kind);
            json!([log.object_types.get(it.object), event(it.before), event(it.after), it.count])
        })
        .collect();
    json!({
        "events": log.events.len(),
        "objects": log.objects.len(),
        "touches": log.events.objects.len(),
        "relations": log.relations.len(),
        "first": log.events.at_ms.first(),
        "last": log.events.at_ms.last(),
        "edges": edges,
    })
}

/// Orders of one to four items, some of them paid late, some shipped in two parcels. No two events have the same time,
/// because tools put those into different orders.
fn made_up() -> Result<Log, Refused> {
    let mut builder = LogBuilder::default();
    let kinds = ["place order", "pay \"order\"", "pick item", "send parcel", "zurück"]
        .map(|it| builder.event_type(it));
    let [orders, items, parcels, _] =
        ["orders", "items", "parcels", "nothing"].map(|it| builder.object_type(it));
    let [order_is, item_is, comprises] =
        [builder.qualifier("order")?, builder.qualifier("item")?, builder.qualifier("comprises")?];
    let mut at = 1_767_225_600_000;
    let mut number = 0;
    let mut event = |builder: &mut LogBuilder, kind: u32, touches: &[(u32, u16)]| -> Result<u32, Refused> {
        at += 61_001;
        number += 1;
        let event = builder.event(kind, &format!("e{number}"), at)?;
        touches.iter().try_for_each(|(object, qualifier)| builder.touch(*object, *qualifier))?;
        builder.event_attribute(
            event,
            "system",
            Form::Text,
            if number % 3 == 0 { "shöp" } else { "erp \"1\"" },
        )?;
        builder.event_attribute(event, "attempt", Form::Integer, &(number % 4).to_string())?;
        Ok(event)
    };
    for index in 0..200 {
        let order = builder.object(orders, &format!("#{}", 1001 + index))?;
        builder.object_attribute(order, "total", Form::Float, 0, &format!("{}.5", index))?;
        builder.object_attribute(
            order,
            "gift",
            Form::Boolean,
            0,
            if index % 2 == 0 { "true" } else { "false" },
        )?;
        if index % 5 == 0 {
            builder.object_attribute(order, "total", Form::Float, 1_767_225_600_123 + index, "7.25")?;
        }
        let mut of_order = vec![(order, order_is)];
        for line in 0..=index % 4 {
            let item = builder.object(items, &format!("#{}/{line}", 1001 + index))?;
            builder.relate(order, item, comprises);
            of_order.push((item, item_is));
        }
        event(&mut builder, kinds[0], &of_order)?;
        if index % 7 != 0 {
            event(&mut builder, kinds[1], &[(order, order_is)])?;
        }
        for item in &of_order[1..] {
            event(&mut builder, kinds[2], &[*item])?;
        }
        for (count, half) in of_order[1..].chunks(2).enumerate() {
            let parcel = builder.object(parcels, &format!("parcel {index}-{count}"))?;
            let mut touches = vec![(parcel, 0)];
            touches.extend_from_slice(half);
            touches.push((order, order_is));
            event(&mut builder, kinds[3], &touches)?;
        }
        if index % 9 == 0 {
            event(&mut builder, kinds[4], &[(order, order_is), of_order[1]])?;
        }
    }
    Ok(builder.finish(&mut |_| {}))
}
