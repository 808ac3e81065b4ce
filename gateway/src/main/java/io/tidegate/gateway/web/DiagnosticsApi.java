package io.tidegate.gateway.web;

import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/api/v1/diagnostics`: all that helps whoever is asked for help, in one zip file. Event loops; a
/// virtual thread writes it, part by part, as fast as the client reads.
public final class DiagnosticsApi {
  private static final Logger log = LoggerFactory.getLogger(DiagnosticsApi.class);

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /// Of one file: 20,000 routes; the rest is cut off.
  static final int MAX_PART = 32 << 20;

  private final List<Part> parts;
  private final Redaction redaction;
  private final AtomicBoolean busy;
  private final Clock clock;

  /// One file of the bundle.
  ///
  /// @param about one line for the MANIFEST
  /// @param text makes its content, on a thread that may wait
  public record Part(String name, String about, Callable<String> text) {}

  /// @param busy shared by all routers of the process: one bundle at a time
  public DiagnosticsApi(List<Part> parts, Redaction redaction, AtomicBoolean busy, Clock clock) {
    this.parts = List.copyOf(parts);
    this.redaction = redaction;
    this.busy = busy;
    this.clock = clock;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, "/api/v1/diagnostics", this::bundle);
  }

  private void bundle(RoutingContext context) {
    HttpServerResponse response = context.response();
    boolean head = context.request().method().equals(HttpMethod.HEAD);
    if (!head && !busy.compareAndSet(false, true)) {
      response.putHeader(HttpHeaders.RETRY_AFTER, "5");
      Replies.problem(context, 503, "a bundle is being made for somebody else");
      return;
    }
    Instant now = clock.instant();
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/zip")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(
            "Content-Disposition",
            "attachment; filename=\"tidegate-" + STAMP.format(now) + ".zip\"");
    if (head) {
      response.end();
      return;
    }
    response.setChunked(true);
    Context loop = context.vertx().getOrCreateContext();
    BodyStream body = new BodyStream(loop, response);
    Thread.ofVirtual().name("diagnostics").start(() -> write(body, now));
  }

  private void write(BodyStream body, Instant now) {
    try (ZipOutputStream zip = new ZipOutputStream(body, StandardCharsets.UTF_8)) {
      entry(zip, "MANIFEST.txt", manifest(now));
      for (Part part : parts) {
        entry(zip, part.name(), text(part));
      }
    } catch (IOException | RuntimeException cut) {
      log.info("a diagnostics bundle was cut short: {}", cut.getMessage());
      body.abort();
    } finally {
      busy.set(false);
    }
  }

  private void entry(ZipOutputStream zip, String name, String text) throws IOException {
    byte[] bytes = redaction.apply(text).getBytes(StandardCharsets.UTF_8);
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes, 0, Math.min(bytes.length, MAX_PART));
    if (bytes.length > MAX_PART) {
      zip.write("\n… cut off\n".getBytes(StandardCharsets.UTF_8));
    }
    zip.closeEntry();
  }

  /// What cannot be had is part of the diagnosis.
  private static String text(Part part) {
    try {
      return part.text().call();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return "interrupted\n";
    } catch (Exception failure) {
      log.warn("diagnostics: {} cannot be had", part.name(), failure);
      return "cannot be had: " + failure + "\n";
    }
  }

  private String manifest(Instant now) {
    StringBuilder text = new StringBuilder();
    text.append("Tidegate diagnostics of ").append(now).append("\n\n");
    for (Part part : parts) {
      text.append("%-20s %s%n".formatted(part.name(), part.about()));
    }
    text.append(
        """

        Secrets (tokens, passwords, passphrases, stream keys) are replaced by ********. Addresses,
        names of streams and of users are as they are. The whole log is where the service's
        standard output goes, usually the journal: journalctl -u tidegate
        """);
    return text.toString();
  }
}
