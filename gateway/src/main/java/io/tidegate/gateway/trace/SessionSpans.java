package io.tidegate.gateway.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.SourceView;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// One span, the root of its trace, from the opening of a session to its end: `publish`, `pull`,
/// `play` or `push`. Any thread; spans are sent from a thread of their own, and dropped where the
/// collector does not take them.
///
/// Names are those of OpenTelemetry's semantic conventions where there are any.
final class SessionSpans implements AutoCloseable {
  /// Sessions that are followed at once; further ones have no trace.
  static final int MAX_OPEN = 20_000;

  private static final int MAX_QUEUED = 4_096;
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final long CLOSE_SECONDS = 5;

  private static final AttributeKey<String> STREAM = AttributeKey.stringKey("tidegate.stream");
  private static final AttributeKey<String> SESSION = AttributeKey.stringKey("session.id");
  private static final AttributeKey<String> PROTOCOL =
      AttributeKey.stringKey("network.protocol.name");
  private static final AttributeKey<String> ADDRESS = AttributeKey.stringKey("client.address");
  private static final AttributeKey<String> USER = AttributeKey.stringKey("user.name");
  private static final AttributeKey<String> REASON =
      AttributeKey.stringKey("tidegate.close_reason");
  private static final AttributeKey<Long> BYTES = AttributeKey.longKey("tidegate.bytes");
  private static final AttributeKey<Long> DROPS = AttributeKey.longKey("tidegate.dropped_frames");
  private static final AttributeKey<Long> AFTER = AttributeKey.longKey("tidegate.after_ms");

  private final ConcurrentHashMap<String, Span> open = new ConcurrentHashMap<>();
  private final SdkTracerProvider provider;
  private final Tracer tracer;
  private final StreamRegistry streams;

  private SessionSpans(SdkTracerProvider provider, StreamRegistry streams) {
    this.provider = provider;
    this.tracer = provider.get("io.tidegate");
    this.streams = streams;
  }

  static SessionSpans to(URI collector, String version, StreamRegistry streams) {
    Attributes ours =
        Attributes.of(
            AttributeKey.stringKey("service.name"),
            "tidegate",
            AttributeKey.stringKey("service.version"),
            version);
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder().setEndpoint(collector.toString()).build();
    BatchSpanProcessor batches =
        BatchSpanProcessor.builder(exporter)
            .setMaxQueueSize(MAX_QUEUED)
            .setScheduleDelay(EVERY)
            .build();
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(Resource.getDefault().merge(Resource.create(ours)))
            .addSpanProcessor(batches)
            .build();
    return new SessionSpans(provider, streams);
  }

  void opened(SessionView view) {
    if (open.size() >= MAX_OPEN) {
      return;
    }
    Span span =
        tracer
            .spanBuilder(name(view))
            .setNoParent()
            .setSpanKind(view.kind() == SessionView.Kind.PUSH ? SpanKind.CLIENT : SpanKind.SERVER)
            .setStartTimestamp(view.since())
            .setAttribute(SESSION, view.id())
            .setAttribute(PROTOCOL, view.protocol().label())
            .setAttribute(ADDRESS, view.remote())
            .startSpan();
    open.put(view.id(), span);
  }

  void firstFrame(String id, long nanos) {
    Span span = open.get(id);
    if (span != null) {
      span.addEvent("first frame", Attributes.of(AFTER, TimeUnit.NANOSECONDS.toMillis(nanos)));
    }
  }

  void ended(SessionView view) {
    Span span = open.remove(view.id());
    if (span == null) {
      return;
    }
    StreamKey key = view.key();
    CloseReason reason = view.closeReason();
    if (key != null) {
      span.setAttribute(STREAM, key.toString());
    }
    if (!view.user().isEmpty()) {
      span.setAttribute(USER, view.user());
    }
    if (reason != null) {
      span.setAttribute(REASON, reason.words());
    }
    if (reason != null && reason.isFailure()) {
      span.setStatus(StatusCode.ERROR, reason.words());
    }
    span.setAttribute(BYTES, view.bytes()).setAttribute(DROPS, view.drops()).end();
  }

  private String name(SessionView view) {
    return switch (view.kind()) {
      case VIEWER -> "play";
      case PUSH -> "push";
      case PUBLISHER -> wasInvited(view) ? "pull" : "publish";
    };
  }

  /// Whether we called it.
  private boolean wasInvited(SessionView view) {
    StreamKey key = view.key();
    StreamHub hub = key == null ? null : streams.find(key);
    return hub != null
        && hub.view().sources().stream()
            .map(SourceView::publisher)
            .anyMatch(by -> isInvited(by, view.id()));
  }

  private static boolean isInvited(@Nullable PublishRequest by, String session) {
    return by != null && by.invited() && by.sessionId().equals(session);
  }

  /// Sessions that are open end with it.
  @Override
  public void close() {
    open.values().forEach(Span::end);
    open.clear();
    var _ = provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
