// SPDX-License-Identifier: Apache-2.0
// rspamd's protocol, the side of the server.
// Reads:  the header fields that tell the envelope.
// Leaves: Pass, Flags, Settings, Settings-ID, Subject, Raw: there is nothing that they could change.
// Trusts: whoever asks with the envelope, as rspamd does.
// Costs:  linear in the report.
// Damage: none: any field is some text.
#include "http/rspamd.hpp"

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "messages/messages.hpp"

namespace fumiban::http {
namespace {

using action::Act;
using Json = nlohmann::ordered_json;

/// "<a@example.invalid>, b@example.invalid": commas inside quotes and brackets are no ends.
void add_addresses(std::string_view list, std::vector<std::string>& out) {
  std::size_t begin = 0;
  bool quoted = false;
  bool bracketed = false;
  for (std::size_t i = 0; i <= list.size(); ++i) {
    const char c = i < list.size() ? list[i] : ',';
    if (c == '"') quoted = !quoted;
    else if (!quoted && (c == '<' || c == '>')) bracketed = c == '<';
    if (i < list.size() && (c != ',' || quoted || bracketed)) continue;
    const auto one = action::without_brackets(trim(list.substr(begin, i - begin)));
    if (!one.empty()) out.emplace_back(one);
    begin = i + 1;
  }
}

Json symbols_of(const Judged& judged) {
  const auto& messages = Messages::in(judged.language);
  auto out = Json::object();
  const auto add = [&](const std::string& name, double score, std::string description, const std::string& option) {
    auto& one = out[name];
    if (one.is_null())
      one = {{"name", name},
             {"score", 0.0},
             {"metric_score", 0.0},
             {"description", std::move(description)},
             {"options", Json::array()}};
    one["score"] = one["metric_score"] = one["score"].get<double>() + score;
    if (!option.empty() && one["options"].size() < 10) one["options"].push_back(option);
  };
  for (const auto& reason : judged.verdict.reasons) {
    const auto& finding = judged.report.findings[reason.finding];
    add(reason.rule, reason.weight, messages.say("finding." + std::string(finding.spec->id) + ".title"),
        finding.evidence);
  }
  for (const auto reason : judged.verdict.unread) {
    const auto name = std::string(name_of(reason));
    add("unscanned." + name, 0, messages.say("unread." + name), "");
  }
  if (judged.report.parts.empty())
    add("unscanned." + judged.plan.name.substr(judged.plan.name.find('.') + 1), 0, messages.say("http.worker.title"),
        "");
  return out;
}

/// What a mail server says to the other side.
std::string smtp_words(std::string_view action, const action::Plan& plan) {
  if (action == "reject") return "Message refused: " + plan.name;
  if (action == "soft reject" && plan.act == Act::hold) return "Message cannot be taken now: " + plan.name;
  if (action == "soft reject") return "The message could not be examined now, please try again";
  return "";
}

/// The changes that rspamd's milter makes for us: our field, and none that others wrote in our name.
Json changes_of(const Judged& judged) {
  auto remove = Json::object();
  if (!judged.report.parts.empty())
    for (const auto& field : judged.report.parts.front().fields)
      if (starts_fold(field.name, "x-fumiban-")) remove[std::string(field.name)] = 0; // all of that name
  Json out = {{"add_headers", {{"X-Fumiban-Verdict", {{"value", judged.plan.verdict}, {"order", 0}}}}},
              {"remove_headers", std::move(remove)}};
  if (judged.plan.act == Act::discard) out["reject"] = "discard";
  return out;
}

std::string message_id(const Report& report) {
  const auto* field = report.parts.empty() ? nullptr : report.field("message-id");
  return field == nullptr ? "undef" : std::string(action::without_brackets(trim(field->decoded)));
}

} // namespace

action::Envelope envelope_of(const Request& request) {
  action::Envelope out;
  out.client_address = trim(request.field("ip"));
  out.client_name = trim(request.field("hostname"));
  out.helo = trim(request.field("helo"));
  out.user = trim(request.field("user"));
  out.tls = trim(request.field("tls-version"));
  out.queue = trim(request.field("queue-id"));
  out.sender = action::without_brackets(trim(request.field("from")));
  for (const auto list : request.all("rcpt")) add_addresses(list, out.recipients);
  if (out.recipients.empty()) add_addresses(request.field("deliver-to"), out.recipients);
  return out;
}

std::string_view rspamd_action(const action::Plan& plan, std::string_view hold) noexcept {
  if (plan.test) return "no action";
  switch (plan.act) {
    case Act::deliver: return plan.name.empty() ? "no action" : "add header";
    case Act::hold: return hold;
    case Act::tempfail: return "soft reject";
    case Act::reject:
    case Act::discard: return "reject";
  }
  return "soft reject";
}

std::string rspamd_json(const Judged& judged) {
  const auto action = rspamd_action(judged.plan, judged.hold);
  auto words = Json::object();
  if (const auto said = smtp_words(action, judged.plan); !said.empty()) words["smtp_message"] = said;
  Json out = {{"is_skipped", judged.plan.test},
              {"score", judged.verdict.score},
              {"required_score", judged.malicious},
              {"action", action},
              {"thresholds", {{"reject", judged.malicious}}},
              {"symbols", symbols_of(judged)},
              {"messages", std::move(words)},
              {"message-id", message_id(judged.report)},
              {"unscanned", !judged.verdict.unread.empty() || judged.report.parts.empty()}};
  if (!judged.plan.test) out["milter"] = changes_of(judged);
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string rspamd_text(const Judged& judged) {
  const auto action = rspamd_action(judged.plan, judged.hold);
  std::array<char, 128> metric{};
  std::snprintf(metric.data(), metric.size(), "Metric: default; %s; %.2f / %.2f / %.2f\r\n",
                action == "no action" ? "False" : "True", judged.verdict.score, judged.malicious, judged.malicious);
  auto out = "RSPAMD/1.3 0 EX_OK\r\n" + std::string(metric.data()) + "Action: " + std::string(action) + "\r\n";
  const auto symbols = symbols_of(judged);
  for (const auto& [name, one] : symbols.items()) {
    std::array<char, 32> score{};
    std::snprintf(score.data(), score.size(), "(%.2f)\r\n", one["score"].get<double>());
    out += "Symbol: " + name + score.data();
  }
  return out + "Message-ID: " + message_id(judged.report) + "\r\n";
}

} // namespace fumiban::http
