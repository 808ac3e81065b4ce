package io.tidegate.gateway.web;

import io.tidegate.gateway.feature.AnswerWindow;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/// Measures how long answers take to begin, and which of them fail. Before everything else on a
/// router. Any thread.
public final class AnswerMeter {
  /// A request that waits for the next part or segment by what it asks. RFC 8216bis §6.2.5.2.
  private static final String BLOCKS = "_HLS_msn=";

  private final AnswerWindow answers;

  public AnswerMeter(AnswerWindow answers) {
    this.answers = answers;
  }

  public void mount(Router router) {
    router.route().handler(this::measure);
  }

  private void measure(RoutingContext context) {
    String query = context.request().query();
    if (query == null || !query.contains(BLOCKS)) {
      long began = System.nanoTime();
      context.addHeadersEndHandler(_ -> add(context, began));
    }
    context.next();
  }

  private void add(RoutingContext context, long began) {
    long now = System.nanoTime();
    boolean isRefusal = context.response().headers().contains(HttpHeaders.RETRY_AFTER);
    answers.add(context.response().getStatusCode(), now - began, isRefusal, now);
  }
}
