package io.tidegate.flvhttp;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.DataSize;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.Outbox;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.Refusal;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlvHttpBadPeerTest {
  private static final String GET = "GET /live/x.flv HTTP/1.1\r\nHost: t\r\n\r\n";

  @SuppressWarnings("NullAway.Init") // made by each test
  private LiveServer server;

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void dropsFramesOfAStoppedReaderAndClosesItWhileOthersPlayOn() throws Exception {
    server = new LiveServer(options(Duration.ofMillis(300), 0), AdmissionPolicy.OPEN);
    server.publish();
    server.frames(0, 1, 1000);
    try (RawClient stopped = new RawClient(server.port(), 4096).send(GET);
        RawClient reader = new RawClient(server.port()).send(GET)) {
      reader.head();
      await().until(() -> server.routes.viewers() == 2);
      // picture by picture, so that nothing ever waits for the reader, however slow this test is
      for (int sent = 1; server.routes.viewers() == 2; sent++) {
        server.frames(sent, 1, 20_000);
        assertThat(reader.chunks(20_000).length()).isGreaterThanOrEqualTo(20_000);
        assertThat(sent).as("frames until the stopped reader is closed").isLessThan(1_000_000);
      }
      assertThat(server.sessions.size()).isEqualTo(1);
      // with the socket really gone, not only the session, writing to it fails
      await().until(() -> failsToTake(stopped));
    }
    await().until(() -> server.routes.viewers() == 0);
    assertThat(server.hub().view().viewers()).isZero();
  }

  private static boolean failsToTake(RawClient client) {
    try {
      client.send("GET / HTTP/1.1\r\n");
      return false;
    } catch (IOException gone) {
      return true;
    }
  }

  @Test
  void answers503WithRetryAfterOverTheLimit() throws Exception {
    server = new LiveServer(options(Duration.ofSeconds(10), 1), AdmissionPolicy.OPEN);
    server.publish();
    server.frames(0, 1, 1000);
    try (RawClient first = new RawClient(server.port()).send(GET);
        RawClient second = new RawClient(server.port())) {
      assertThat(first.head()).startsWith("HTTP/1.1 200");
      await().until(() -> server.hub().view().viewers() == 1);
      assertThat(second.send(GET).head())
          .startsWith("HTTP/1.1 503")
          .containsIgnoringCase("retry-after: 5");
    }
  }

  @Test
  void answersWhatThePolicyRefuses() throws Exception {
    server = new LiveServer(FlvHttpOptions.DEFAULT, refusing());
    server.publish();
    assertRefused("?why=NOT_AUTHORISED", "HTTP/1.1 401");
    assertRefused("?why=NOT_ALLOWED", "HTTP/1.1 403");
    assertRefused("?why=NOT_FOUND", "HTTP/1.1 404");
    assertThat(assertRefused("?why=LIMIT_REACHED", "HTTP/1.1 503"))
        .containsIgnoringCase("retry-after: 5");
    assertThat(assertRefused("?why=SHUTTING_DOWN", "HTTP/1.1 503"))
        .containsIgnoringCase("retry-after: 5");
  }

  @Test
  void forgetsViewersThatHangUpAtOnce() throws Exception {
    server = new LiveServer();
    server.publish();
    server.frames(0, 5, 50_000);
    for (int i = 0; i < 50; i++) {
      try (RawClient hasty = new RawClient(server.port()).send(GET)) {
        assertThat(hasty.read(1 + i).length()).isEqualTo(1 + i);
      }
    }
    server.frames(5, 20, 5000);
    await().until(() -> server.routes.viewers() == 0 && server.sessions.size() == 0);
  }

  @Test
  void ignoresWhatAViewerSendsAfterItsRequest() throws Exception {
    server = new LiveServer();
    server.publish();
    server.frames(0, 1, 1000);
    try (RawClient chatty = new RawClient(server.port()).send(GET + GET)) {
      assertThat(chatty.head()).startsWith("HTTP/1.1 200");
      assertThat(chatty.chunks(1000).length()).isGreaterThanOrEqualTo(1000);
      assertThat(server.routes.viewers()).isEqualTo(1);
    }
  }

  private String assertRefused(String query, String status) throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      client.send("GET /live/x.flv" + query + " HTTP/1.1\r\nHost: t\r\n\r\n");
      String head = client.head();
      assertThat(head).startsWith(status).containsIgnoringCase("content-type: text/plain");
      return head;
    }
  }

  private static FlvHttpOptions options(Duration patience, int maxPerStream) {
    return new FlvHttpOptions(
        Duration.ZERO,
        new Outbox.Limits(DataSize.ofMegabytes(1), Duration.ofSeconds(20), patience),
        DataSize.ofKilobytes(64),
        0,
        maxPerStream,
        Duration.ofSeconds(5));
  }

  private static AdmissionPolicy refusing() {
    return new AdmissionPolicy() {
      @Override
      public Admission publish(PublishRequest request) {
        return Admission.Granted.INSTANCE;
      }

      @Override
      public Admission play(PlayRequest request) {
        String why = request.credentials().parameters().getOrDefault("why", "");
        return why.isEmpty()
            ? Admission.Granted.INSTANCE
            : new Admission.Refused(Refusal.valueOf(why), "refused: " + why);
      }

      @Override
      public boolean takeOver(PublishRequest request) {
        return false;
      }

      @Override
      public Duration grace(PublishRequest request) {
        return Duration.ZERO;
      }
    };
  }
}
