// Conditions on cases compiled: see CasePlan.
#include <algorithm>
#include <tuple>

#include "rules/case_plan.h"

namespace charterd::rules {

using config::Quantity;
using config::Test;
using Kind = CaseAtom::Kind;

namespace {

// The number of events that a comparison's operand stands for: counts are whole, so that fewer
// than 2.5 is fewer than 3.
std::int64_t ceiling(Fixed amount) { return (amount + kFixedOne - 1) / kFixedOne; }

class FormulaCompiler {
 public:
  FormulaCompiler(const config::Charter& charter, CasePlan& plan,
                  collectors::Vocabulary& vocabulary)
      : charter_(charter), plan_(plan), vocabulary_(vocabulary) {}

  CaseFormula compile(const config::Condition& condition) {
    CaseFormula formula;
    for (const config::ConditionMap& map : condition.any_of) {
      CaseFormula::Map compiled;
      for (const Test& test : map.all_of) compiled.all_of.push_back(atom(test));
      for (const config::Condition& inner : map.none_of) compiled.none_of.push_back(compile(inner));
      formula.any_of.push_back(std::move(compiled));
    }
    return formula;
  }

 private:
  CaseAtom atom(const Test& test) {
    CaseAtom atom;
    switch (test.subject) {
      case Test::Subject::event:
        atom = event_atom(test);
        break;
      case Test::Subject::measure:
        atom = measure_atom(test);
        break;
      case Test::Subject::field:
        atom = field_atom(test);
        break;
    }
    atom.place = test.place;
    return atom;
  }

  CaseAtom event_atom(const Test& test) {
    CaseAtom atom;
    atom.kind = Kind::happened;
    atom.negated = test.kind == Test::Kind::not_equal;
    RolePlan role;
    for (const std::string& name : test.texts) role.types.push_back(vocabulary_.types.add(name));
    const auto same = std::find_if(plan_.roles.begin(), plan_.roles.end(), [&](const auto& other) {
      return !other.where && other.types == role.types;
    });
    atom.index = static_cast<std::size_t>(same - plan_.roles.begin());
    if (same == plan_.roles.end()) plan_.roles.push_back(std::move(role));
    plan_.asked_events |= bit(atom.index);
    return atom;
  }

  CaseAtom measure_atom(const Test& test) {
    const auto& measures = plan_.measures;
    const auto found = std::find_if(measures.begin(), measures.end(), [&](const auto& measure) {
      return measure.config->id == test.name;
    });
    CaseAtom atom;
    atom.index = static_cast<std::size_t>(found - measures.begin());
    if (test.kind == Test::Kind::present || test.kind == Test::Kind::absent) {
      atom.kind = Kind::known;
      atom.negated = test.kind == Test::Kind::absent;
      return atom;
    }
    if (found->is_time()) {
      limit_time(test, atom);
    } else {
      limit_count(test, atom);
    }
    return atom;
  }

  static void limit_time(const Test& test, CaseAtom& atom) {
    atom.strict = test.kind == Test::Kind::less || test.kind == Test::Kind::greater_equal;
    atom.negated = test.kind == Test::Kind::greater || test.kind == Test::Kind::greater_equal ||
                   test.kind == Test::Kind::not_equal;
    const bool equality = test.kind == Test::Kind::equal || test.kind == Test::Kind::not_equal;
    atom.kind = equality ? Kind::exactly : Kind::within;
    if (test.kind == Test::Kind::by_due) {
      atom.time = TimeKind::due;
      return;
    }
    atom.amount = test.quantity->amount;  // seconds in millionths are microseconds
    switch (test.quantity->kind) {
      case Quantity::Kind::business_hours:
        atom.time = TimeKind::business;
        break;
      case Quantity::Kind::working_days:
        atom.time = TimeKind::working_days;
        break;
      case Quantity::Kind::calendar_days:
        atom.time = TimeKind::calendar_days;
        break;
      default:
        atom.time = TimeKind::elapsed;
        return;
    }
    if (atom.time == TimeKind::business) return;
    atom.amount /= kFixedOne;
    // Days are whole: fewer than five is at most four.
    if (atom.strict) --atom.amount;
    atom.strict = false;
  }

  static void limit_count(const Test& test, CaseAtom& atom) {
    const Fixed amount = test.quantity->amount;
    atom.kind = Kind::fewer;
    atom.amount = ceiling(amount);
    switch (test.kind) {
      case Test::Kind::less_equal:
      case Test::Kind::greater:
        atom.amount = ceiling(amount + 1);
        atom.negated = test.kind == Test::Kind::greater;
        break;
      case Test::Kind::greater_equal:
        atom.negated = true;
        break;
      case Test::Kind::equal:
      case Test::Kind::not_equal:
        atom.kind = Kind::as_many;
        atom.amount = amount % kFixedOne == 0 ? amount / kFixedOne : -1;
        atom.negated = test.kind == Test::Kind::not_equal;
        break;
      default:
        break;
    }
  }

  CaseAtom field_atom(const Test& test) {
    CaseAtom atom;
    atom.field = field_of(test.name);
    if (test.kind == Test::Kind::present || test.kind == Test::Kind::absent) {
      atom.kind = Kind::given;
      atom.index = atom.field;
      atom.negated = test.kind == Test::Kind::absent;
      return atom;
    }
    atom.kind = Kind::test;
    // The loader refuses more than kMostBits different ones.
    const auto same = std::find_if(plan_.asked.begin(), plan_.asked.end(), [&](const Test* other) {
      return std::tie(other->name, other->kind, other->texts, other->quantity) ==
             std::tie(test.name, test.kind, test.texts, test.quantity);
    });
    atom.index = static_cast<std::size_t>(same - plan_.asked.begin());
    if (same != plan_.asked.end()) return atom;
    plan_.asked.push_back(&test);
    config::Condition single;
    single.any_of.push_back({{test}, {}});
    plan_.tests.push_back(Predicate::compile(single, charter_, vocabulary_));
    plan_.fields[atom.field].tests |= bit(atom.index);
    return atom;
  }

  std::size_t field_of(const std::string& name) {
    const collectors::FieldId id = vocabulary_.fields.add(name);
    auto& fields = plan_.fields;
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [&](const auto& field) { return field.field == id; });
    if (found != fields.end()) return static_cast<std::size_t>(found - fields.begin());
    fields.push_back({id, 0});
    return fields.size() - 1;
  }

  const config::Charter& charter_;
  CasePlan& plan_;
  collectors::Vocabulary& vocabulary_;
};

}  // namespace

CaseFormula compile_formula(const config::Condition& condition, const config::Charter& charter,
                            CasePlan& plan, collectors::Vocabulary& vocabulary) {
  return FormulaCompiler{charter, plan, vocabulary}.compile(condition);
}

bool asks_due(const CaseFormula& formula) {
  return std::any_of(formula.any_of.begin(), formula.any_of.end(), [](const auto& map) {
    return std::any_of(map.all_of.begin(), map.all_of.end(),
                       [](const CaseAtom& atom) { return atom.time == TimeKind::due; }) ||
           std::any_of(map.none_of.begin(), map.none_of.end(), asks_due);
  });
}

}  // namespace charterd::rules
