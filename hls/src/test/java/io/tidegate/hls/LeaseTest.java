package io.tidegate.hls;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.MediaTime;
import io.tidegate.media.testing.SeededFuzz;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A segment that leaves its window while viewers still read it, over real sockets.
class LeaseTest {
  /// Far more than what two sockets hold: the sender takes up to 4 MiB (tcp_wmem).
  private static final int LENGTH = 16 * 1024 * 1024;

  private static final int SOCKET_BUFFER = 32 * 1024;

  private final Vertx vertx = Vertx.vertx();
  private final ChunkPool pool = new ChunkPool();
  private final ContentStore store = new ContentStore(pool);
  private final Bytes bytes = SeededFuzz.bytes(new Random(1), LENGTH);
  private final Part part = new Part(store.store(List.of(bytes)), MediaTime.ofSeconds(2), true);
  private final CountDownLatch asked = new CountDownLatch(1);
  private int port;

  @BeforeEach
  void start() throws Exception {
    store.close();
    port =
        vertx
            .createHttpServer()
            .requestHandler(this::serve)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS)
            .actualPort();
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void aSlowViewerGetsWhatItAskedFor() throws Exception {
    try (Socket viewer = ask("GET", "")) {
      part.content().release();
      assertThat(part.content().hold()).as("still being sent").isTrue();
      part.content().release();
      scribble();
      assertThat(body(viewer.getInputStream())).isEqualTo(bytes);
    }
    await("the memory").until(() -> pool.used() == 0);
  }

  @Test
  void aViewerThatGoesAwayGivesTheMemoryBack() throws Exception {
    try (Socket viewer = ask("GET", "")) {
      part.content().release();
      assertThat(viewer.getInputStream().read()).isEqualTo('H');
    }
    await("the memory").until(() -> pool.used() == 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"If-None-Match: \"x.m4s\"", "Range: bytes=99999999-", "Range: bytes=0-9", "X: y"})
  void answersWithoutContentGiveTheMemoryBack(String header) throws Exception {
    boolean isHead = header.equals("X: y");
    try (Socket viewer = ask(isHead ? "HEAD" : "GET", header + "\r\n")) {
      part.content().release();
      assertThat(viewer.getInputStream().read()).isEqualTo('H');
      await("the memory").until(() -> pool.used() == 0);
    }
  }

  @Test
  void nothingIsHeldOfASegmentThatIsPartlyGone() {
    Part gone = new Part(store.store(List.of(Bytes.of(1))), MediaTime.ofSeconds(1), false);
    gone.content().release();
    assertThat(Lease.of(List.of(part, gone))).isNull();
    assertThat(Lease.of(List.of())).isNull();
    part.content().release();
    store.close();
    assertThat(pool.used()).isZero();
  }

  private void serve(HttpServerRequest request) {
    Lease lease = Objects.requireNonNull(Lease.of(List.of(part)));
    lease.until(() -> HttpReplies.content(request, lease.pieces(), "video/mp4", "x.m4s"));
    asked.countDown();
  }

  private Socket ask(String method, String headers) throws Exception {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(SOCKET_BUFFER);
    socket.setSoTimeout(30_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    String request = method + " /x.m4s HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
    return socket;
  }

  /// Uses every chunk that the pool takes for free.
  private void scribble() {
    List<Chunk> taken = new ArrayList<>();
    for (int i = 0; i < LENGTH / ChunkPool.CHUNK_BYTES; i++) {
      Chunk chunk = pool.take();
      Arrays.fill(chunk.array(), (byte) 0xEE);
      taken.add(chunk);
    }
    taken.forEach(Chunk::release);
  }

  private static Bytes body(InputStream in) throws Exception {
    int endOfHead = 0;
    while (endOfHead < 4) {
      int next = in.read();
      boolean expected = next == (endOfHead % 2 == 0 ? '\r' : '\n');
      endOfHead = expected ? endOfHead + 1 : 0;
    }
    return Bytes.wrap(in.readNBytes(LENGTH));
  }
}
