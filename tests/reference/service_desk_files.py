"""The two YAML files of a service desk that does not exist: targets on cases of every kind."""

CHARTER = """\
id: service-desk
organization: Service Desk
timezone: Europe/Prague
scope:
  channel: [phone, email, web]
  segment: [new, old]
calendars:
  office: {hours: {mon-fri: "08:00-12:00, 13:00-17:30", sat: "09:00-12:00"}, holidays: [@HOLIDAYS@]}
  depot: {hours: {mon-sun: "00:30-02:30, 20:00-24:00"}}
measures:
  satisfaction: {events: survey.answered, value: score, unit: points, range: [1, 5]}
cases:
  ticket:
    key: ticket
    opens: {event: ticket.opened, where: {test: absent}}
    closes: [ticket.closed, ticket.solved]
    voids: ticket.merged
    reopens: ticket.reopened
    pauses:
      - {from: ticket.waiting, to: [ticket.resumed, ticket.replied]}
      - {from: {event: ticket.held, where: {who: vendor}}, to: ticket.released}
    calendar: office
    keep: @KEEP@
    measures:
      first_answer: {from: opens, to: {event: ticket.replied, where: {auto: "false"}}}
      resolution: {from: opens, to: closes}
      escalations: {count: ticket.escalated}
      vendor_time: {from: {event: ticket.held, where: {who: vendor}}, to: ticket.released}
      call_back: {from: closes, to: ticket.called_back}
  order:
    key: order
    opens: order.placed
    closes: order.completed
    voids: order.cancelled
    reopens: order.returned
    pauses: {from: order.waiting_for_customer, to: order.customer_replied}
    calendar: depot
    due: {field: agreed, otherwise: 15 working days}
    keep: @KEEP@
    measures:
      order_time: {from: opens, to: closes}
      revisions: {count: order.revised}
      last_touch: {from: order.revised, to: closes}
      follow_up: {from: closes, to: order.followed_up}
  complaint:
    key: complaint
    opens: complaint.made
    closes: complaint.settled
    voids: complaint.withdrawn
    calendar: office
    keep: @KEEP@
    measures:
      acknowledgement: {from: opens, to: complaint.acknowledged}
      decision: {from: complaint.acknowledged, to: complaint.decided}
      refund: {from: {event: complaint.decided, where: {justified: "yes"}}, to: complaint.refunded}
  request:
    key: request
    opens: request.opened
    calendar: office
    due: {field: agreed}
    keep: @KEEP@
    measures:
      handling: {from: opens, to: request.done}
exempt:
  - {from: @EXEMPT_FROM@, to: @EXEMPT_TO@, targets: [answered, acknowledged, mean-answer],
      because: A flood.}
targets:
  answered:
    measure: first_answer
    where: {priority: "<= 3"}
    exclude: {reason: [spam, mistake], because: They are none of ours.}
    goal: at least 80%
    good: {first_answer: "<= 4 business hours"}
    window: 28 days
    by: [channel, team]
    minimum_events: 20
  answered-at-once: {measure: first_answer, goal: at least 20%,
      good: {first_answer: "< 2 business hours"}, window: 90 days}
  not-in-haste: {measure: first_answer, goal: at least 20%, good: {first_answer: ">= 30m",
      event: ticket.solved}, window: 60 days}
  resolved:
    measure: ticket
    goal: at least 70%
    good: {resolution: "<= 3 working days", escalations: "< 2", not: {event: ticket.held}}
    window: calendar month
    by: [segment]
  slow-tickets: {measure: resolution, exclude: {escalations: ">= 2"}, goal: at most 10%,
      bad: {resolution: "> 5 days"}, window: calendar quarter, by: channel}
  one-escalation: {measure: ticket, goal: at most 50%, bad: [{escalations: "= 1"},
      {escalations: "> 3"}, {vendor_time: present, first_answer: absent}], window: 180 days}
  rated: {measure: ticket, exclude: {score: absent}, goal: at least 60%, good: {score: ">= 4",
      reason: "!= spam"}, window: 120 days, by: channel}
  called-back: {measure: call_back, goal: at least 60%, good: {call_back: "<= 2 working days"},
      window: 60 days, by: channel}
  called-back-ever: {measure: ticket, goal: at least 60%, good: {call_back: present,
      vendor_time: absent}, window: 90 days}
  answered-as-it-came: {measure: first_answer, goal: at most 50%,
      bad: {resolution: "> 2 calendar days", first_answer: "= 0 business hours"}, window: 90 days}
  not-two-days: {measure: resolution, goal: at least 50%, good: [{vendor_time: "!= 0s",
      team: present}, {escalations: "= 0", resolution: "< 1 working days"}], window: 90 days}
  vendors: {measure: vendor_time, goal: at least 50%, good: {vendor_time: "<= 1 day",
      escalations: "<= 1"}, window: 90 days}
  p90-answer: {measure: first_answer, goal: p90 at most 12 business hours, window: calendar month,
      by: channel}
  mean-answer: {measure: first_answer, goal: mean at most 5 business hours, window: 28 days}
  mean-resolution: {measure: resolution, exclude: {event: ticket.held}, goal: mean at most 3 days,
      window: 90 days, by: team}
  escalations-each: {measure: escalations, goal: mean at most 0.4, window: calendar week}
  escalations-all: {measure: escalations, goal: sum at most 300, window: calendar month}
  closed-tickets: {measure: resolution, goal: count at least 700, window: calendar month}
  ordered-by-the-day: {measure: order_time, goal: at least 80%, good: {order_time: by due},
      window: 28 days, by: segment}
  right-first-time:
    measure: order
    goal: at least 60%
    good: [{order_time: "<= 10 working days", revisions: "<= 2"}, {waived: "yes",
        order_time: "<= 20 calendar days"}]
    window: 60 days
    active: {from: @SEASON_FROM@, to: @SEASON_TO@}
    by: [segment, channel]
  touched-by-the-day: {measure: order, goal: at least 50%, good: {last_touch: by due},
      window: 90 days}
  plain-orders: {measure: order, goal: at least 50%, good: [{waived: absent, revisions: "<= 1"},
      {agreed: present, order_time: "> 1 working days"}], window: 90 days}
  treated-alike: {measure: order_time, goal: gap at most 5 points, across: segment,
      good: {order_time: "< 8 calendar days"}, window: 90 days}
  faster-orders: {measure: order_time, goal: mean reduced by 10%, baseline: {from: @BASE_FROM@,
      to: @BASE_TO@}, deadline: @DEADLINE@, window: 28 days}
  more-in-time: {measure: order, goal: share raised by 5 points,
      good: {order_time: "<= 30 business hours", not: {revisions: ">= 3"}},
      baseline: {from: @BASE_FROM@, to: @BASE_TO@}, deadline: @DEADLINE@, window: 28 days}
  followed-up: {measure: follow_up, where: {channel: "!= web"}, goal: at least 50%,
      good: {follow_up: "<= 7 days"}, window: 90 days, by: segment}
  acknowledged: {measure: acknowledgement, goal: at least 90%,
      good: {acknowledgement: "<= 2 working days"}, window: 28 days, by: channel}
  acknowledged-next-day: {measure: acknowledgement, goal: at least 40%,
      good: {acknowledgement: "< 2 working days"}, window: calendar day}
  refunds: {measure: refund, goal: at least 80%, good: {refund: "<= 14 calendar days"},
      window: calendar quarter, by: channel}
  decided: {measure: decision, goal: every one, good: {decision: "<= 40 days"}, window: 60 days}
  handled: {measure: request, goal: at least 75%, good: {handling: by due}, window: 28 days,
      by: kind}
  handled-soon: {measure: handling, goal: median at most 16 business hours, window: calendar week}
  content: {measure: satisfaction, goal: mean at least 3.2, window: calendar month, by: channel}
defaults: {statement: We keep our word.}
"""

SETTINGS = """\
charter: charter.yml
storage: {path: state}
web: {listen: "127.0.0.1:0"}
sources:
  - name: desk
    file: {paths: ["desk*.jsonl"]}
    format: json
    events:
      - type: {field: event}
        time: {field: ts}
        fields: {channel: customer.channel, segment: customer.segment}
  - name: complaints
    file: {paths: ["complaints*.log"]}
    format: logfmt
    events:
      - type: {field: event, map: {made: complaint.made, ack: complaint.acknowledged,
          decided: complaint.decided, refunded: complaint.refunded, settled: complaint.settled,
          withdrawn: complaint.withdrawn}}
        time: {field: at, epoch: ms}
  - name: requests
    file: {paths: ["requests*.csv"]}
    format: csv
    delimiter: ";"
    absent_as: "?"
    arrives_within: 26h
    events:
      - {type: {value: request.opened}, time: {field: opened, layout: "%d-%m-%Y %H:%M",
          timezone: Europe/Lisbon}, fields: {agreed: {field: target, as: time}}}
      - {type: {value: request.promised}, time: {field: promised_on, layout: "%d-%m-%Y %H:%M",
          timezone: Europe/Lisbon}, fields: {agreed: {field: new_target, as: time}}}
      - {type: {value: request.done}, time: {field: done, layout: "%d-%m-%Y %H:%M",
          timezone: Europe/Lisbon}}
"""
