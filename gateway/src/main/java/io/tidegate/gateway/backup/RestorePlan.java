package io.tidegate.gateway.backup;

import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.space.Space;
import io.tidegate.gateway.store.RouteChange;
import io.tidegate.gateway.store.RouteEdit;
import io.tidegate.gateway.store.RouteStore;
import io.tidegate.gateway.store.SpaceStore;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.media.StreamKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/// All that a restore does, in its order: what others name comes first, then whoever names it, and
/// what is taken away goes last, so that what is there works wherever it may end. Any thread.
///
/// 1. [#rehearse];
/// 2. [#make], once.
final class RestorePlan {
  private static final String ACTION = "restore backup";

  private final RouteStore routes;
  private final BackupContent content;
  private final List<PartPlan> parts;

  /// @param parts in the order of their kinds
  RestorePlan(RouteStore routes, BackupContent content, List<PartPlan> parts) {
    this.routes = routes;
    this.content = content;
    this.parts = List.copyOf(parts);
  }

  /// Without kinds of which nothing is to be told.
  List<PartChange> changes() {
    return parts.stream().map(PartPlan::told).filter(change -> !change.isEmpty()).toList();
  }

  private RouteEdit edit() {
    return now -> {
      Map<StreamKey, Optional<RouteSpec>> wanted = new LinkedHashMap<>();
      now.keySet().forEach(key -> wanted.put(key, Optional.empty()));
      content.routes().forEach(route -> wanted.put(route.key(), Optional.of(route)));
      return wanted;
    };
  }

  /// What becomes of the routes, by the rules as they will be.
  CompletableFuture<RouteChange> rehearse(String who) {
    Map<String, Space> spaces = new HashMap<>();
    content
        .things()
        .getOrDefault(BackupKind.SPACES, Map.of())
        .forEach((name, document) -> spaces.put(name, SpaceStore.space(name, document)));
    Set<String> profiles = content.things().getOrDefault(BackupKind.STORAGE, Map.of()).keySet();
    return routes.rehearse(who, ACTION, edit(), rules -> rules.with(spaces, profiles));
  }

  private record Step(String name, Supplier<CompletableFuture<?>> work) {}

  /// Complete with what has become of the routes.
  CompletableFuture<RouteChange> make(String who) {
    CompletableFuture<RouteChange> changed = new CompletableFuture<>();
    List<Step> steps = new ArrayList<>();
    for (PartPlan plan : parts) {
      if (plan.part().kind().compareTo(BackupKind.SETTINGS) < 0) {
        bring(plan, who, steps);
      }
    }
    steps.add(
        new Step("routes", () -> routes.change(who, ACTION, edit()).thenAccept(changed::complete)));
    for (PartPlan plan : parts) {
      if (plan.part().kind().compareTo(BackupKind.SETTINGS) >= 0) {
        bring(plan, who, steps);
      }
    }
    for (PartPlan plan : parts.reversed()) {
      if (plan.clears()) {
        String name = "what goes of the " + plan.part().kind().label();
        steps.add(new Step(name, () -> plan.part().clear(who, plan.changes())));
      }
    }
    Queue<String> done = new ConcurrentLinkedQueue<>();
    return Steps.each(steps, step -> step.work().get().thenAccept(_ -> done.add(step.name())))
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(told(failure, done)))
        .thenCompose(_ -> changed);
  }

  private static void bring(PartPlan plan, String who, List<Step> steps) {
    if (plan.brings()) {
      String name = plan.part().kind().label();
      steps.add(new Step(name, () -> plan.part().bring(who, plan.changes())));
    }
  }

  /// Says how far it came.
  private static Throwable told(Throwable failure, Queue<String> done) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (!(cause instanceof StoreException refused) || done.isEmpty()) {
      return cause;
    }
    return refused.after(
        "restored so far: " + String.join(", ", done) + "; restore again to complete it. ");
  }
}
