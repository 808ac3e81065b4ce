package io.tidegate.gateway.notify;

import io.tidegate.gateway.alarm.AlarmKind;
import io.tidegate.gateway.alarm.Finding;
import io.tidegate.gateway.webhook.Delivery.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Webhooks that take nothing, or for which something was dropped since the look before. Confined
/// to one thread.
final class WebhookFindings {
  private Map<String, Long> droppedBefore = Map.of();

  List<Finding> findings(List<WebhookView> views) {
    List<Finding> findings = new ArrayList<>();
    Map<String, Long> dropped = new HashMap<>();
    for (WebhookView view : views) {
      String id = view.webhook().id();
      String name = view.webhook().wish().name();
      dropped.put(id, view.dropped());
      if (view.dropped() > droppedBefore.getOrDefault(id, 0L)) {
        String words = view.dropped() + " messages dropped since the start";
        findings.add(new Finding(AlarmKind.WEBHOOK_DROPPED, "webhook " + name, words));
      }
      Outcome last = view.last();
      if (view.webhook().wish().enabled() && view.failingSince() != null && last != null) {
        findings.add(new Finding(AlarmKind.WEBHOOK_FAILING, "webhook " + name, last.problem()));
      }
    }
    droppedBefore = dropped;
    return findings;
  }
}
