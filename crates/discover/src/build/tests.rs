use super::*;

fn touches(log: &Log, event: u32) -> Vec<(&str, &str)> {
    let named = |(object, qualifier): (u32, u16)| {
        (log.objects.ids.get(object), log.qualifiers.get(u32::from(qualifier)))
    };
    log.events.touches(event).map(named).collect()
}

#[test]
fn events_come_by_time_and_objects_as_declared() {
    let mut builder = LogBuilder::default();
    let (place, pay) = (builder.event_type("place order"), builder.event_type("pay order"));
    let orders = builder.object_type("orders");
    let item = builder.qualifier("item").expect("few");
    let (o1, ghost) = (builder.mention("o-1").expect("few"), builder.mention("i-9").expect("few"));
    builder.event(pay, "e-2", 2_000).expect("new");
    builder.touch(o1, 0).expect("few");
    builder.touch(ghost, item).expect("few");
    builder.event(place, "e-1", 1_000).expect("new");
    builder.touch(o1, 0).expect("few");
    builder.touch(o1, 0).expect("few");
    builder.touch_of(0, o1, item).expect("few");
    assert_eq!(builder.event(place, "e-1", 1), Err(Refused::Duplicate));
    builder.object(orders, "o-0").expect("new");
    builder.object(orders, "o-1").expect("new");
    assert_eq!(builder.object(orders, "o-1"), Err(Refused::Duplicate));
    builder.relate(o1, ghost, item);
    builder.object_attribute(o1, "total", Form::Float, 5, "9.5").expect("few");
    builder.object_attribute(o1, "total", Form::Float, 1, "7.5").expect("few");
    builder.event_attribute(0, "system", Form::Text, "erp").expect("few");

    let mut told = Vec::new();
    let log = builder.finish(&mut |it| told.push(format!("{it:?}")));
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("Touch { event: 0, object: \"i-9\" }"), "{told:?}");
    assert_eq!(log.events.ids.iter().collect::<Vec<_>>(), ["e-1", "e-2"]);
    assert_eq!(log.objects.ids.iter().collect::<Vec<_>>(), ["o-0", "o-1"]);
    assert_eq!(touches(&log, 0), [("o-1", "")]);
    assert_eq!(touches(&log, 1), [("o-1", ""), ("o-1", "item")]);
    assert_eq!(log.relations, []);
    assert_eq!((log.object_attribute(1, "total"), log.object_attribute(0, "total")), (Some("7.5"), None));
    assert_eq!((log.event_attribute(1, "system"), log.event_attribute(0, "system")), (Some("erp"), None));
}
