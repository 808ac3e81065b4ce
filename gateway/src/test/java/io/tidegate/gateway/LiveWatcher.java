package io.tidegate.gateway;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Reads the live stream of the API on a thread of its own.
public final class LiveWatcher implements AutoCloseable {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final InputStream body;

  /// @param base URL of the API, up to its version
  /// @param lastId of what was seen before, 0 for nothing
  /// @throws IOException when it is refused
  public LiveWatcher(HttpClient client, String base, String lastId)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/live")).header("Last-Event-ID", lastId).build();
    HttpResponse<InputStream> answer =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    body = answer.body();
    if (answer.statusCode() != 200) {
      throw new IOException("status " + answer.statusCode());
    }
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    Thread.ofVirtual().start(this::read);
  }

  private void read() {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      String line = reader.readLine();
      while (line != null) {
        lines.add(line);
        line = reader.readLine();
      }
    } catch (IOException closed) {
      lines.add("closed");
    }
  }

  /// Everything so far.
  public List<String> lines() {
    return List.copyOf(lines);
  }

  public void awaitLine(String part) {
    await(part).until(() -> lines.stream().anyMatch(line -> line.contains(part)));
  }

  /// Of the newest state that it has told.
  public String lastId() {
    return lines.stream()
        .filter(line -> line.startsWith("id: "))
        .reduce((_, last) -> last)
        .orElseThrow()
        .substring("id: ".length());
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
