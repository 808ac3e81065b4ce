package io.tidegate.gateway.storage.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// A bucket in memory that behaves badly when it is told to. It does not look at signatures: others
/// do.
public final class FakeS3 implements AutoCloseable {
  public final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  final Map<String, Session> sessions = new ConcurrentHashMap<>();

  /// `PUT /b/x?partNumber=1`, without the names of uploads, in their order.
  final List<String> asked = new CopyOnWriteArrayList<>();

  /// What to do with a question; null for what is right.
  public volatile Function<String, @Nullable Trick> tricks = _ -> null;

  /// Entity tags are no MD5, as with SSE-KMS.
  volatile boolean encrypts;

  final CountDownLatch hanging = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicInteger names = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  /// @param key of the object that it makes
  record Session(String key, SortedMap<Integer, byte[]> parts) {}

  /// What a bad server does.
  public sealed interface Trick {}

  public record Refuse(int status, String body) implements Trick {}

  /// The connection is cut after so many bytes of the question's body.
  record Cut(int after) implements Trick {}

  /// Does what is asked, and is cut before it says so.
  public record Swallow() implements Trick {}

  /// Keeps another byte than was sent, and says its tag.
  record Corrupt() implements Trick {}

  /// Says nothing.
  record Hang() implements Trick {}

  /// Half of the answer, and cut.
  record Half() implements Trick {}

  public FakeS3() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    Question question = Question.of(exchange);
    asked.add(question.line());
    Trick trick = tricks.apply(question.line());
    try (exchange) {
      switch (trick) {
        case null -> answer(exchange, question.with(exchange.getRequestBody().readAllBytes()));
        case Refuse refuse -> {
          exchange.getRequestBody().readAllBytes();
          send(exchange, refuse.status(), refuse.body().getBytes(StandardCharsets.UTF_8));
        }
        case Cut cut -> {
          try (InputStream body = exchange.getRequestBody()) {
            int unused = body.readNBytes(cut.after()).length;
            throw new IOException("cut after " + unused);
          }
        }
        case Swallow _ -> {
          Answer unsaid = answerTo(question.with(exchange.getRequestBody().readAllBytes()));
          throw new IOException("not said: " + unsaid.status());
        }
        case Corrupt _ -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          body[body.length / 2] ^= 1;
          answer(exchange, question.with(body));
        }
        case Hang _ -> hang();
        case Half _ -> half(exchange, question);
      }
    }
  }

  private void hang() throws IOException {
    hanging.countDown();
    try {
      end.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    throw new IOException("never answered");
  }

  private void half(HttpExchange exchange, Question question) throws IOException {
    Answer answer = answerTo(question.with(exchange.getRequestBody().readAllBytes()));
    exchange.sendResponseHeaders(answer.status(), Math.max(2, answer.body().length()));
    exchange.getResponseBody().write(answer.body().toByteArray(), 0, answer.body().length() / 2);
    exchange.getResponseBody().flush();
    throw new IOException("half of it");
  }

  private void answer(HttpExchange exchange, Question question) throws IOException {
    Answer answer = answerTo(question);
    answer.headers().forEach(exchange.getResponseHeaders()::add);
    if (question.method().equals("HEAD")) {
      exchange.sendResponseHeaders(answer.status(), -1);
    } else {
      send(exchange, answer.status(), answer.body().toByteArray());
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  private record Answer(int status, Map<String, String> headers, Bytes body) {
    static Answer of(int status, String body) {
      return new Answer(status, Map.of(), Bytes.of(body, StandardCharsets.UTF_8));
    }
  }

  private record Question(
      String method,
      String key,
      Map<String, String> query,
      Map<String, String> sums,
      String range,
      Bytes body) {
    static Question of(HttpExchange exchange) {
      String path = exchange.getRequestURI().getRawPath();
      Map<String, String> query = new TreeMap<>();
      String raw = exchange.getRequestURI().getRawQuery();
      for (String pair : (raw == null ? "" : raw).split("&")) {
        if (!pair.isEmpty()) {
          int at = pair.indexOf('=');
          query.put(
              pair.substring(0, at),
              URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
        }
      }
      Map<String, String> sums = new TreeMap<>();
      for (String name : List.of("Content-MD5", "x-amz-content-sha256", "x-amz-checksum-sha256")) {
        String value = exchange.getRequestHeaders().getFirst(name);
        if (value != null) {
          sums.put(name, value);
        }
      }
      String range = exchange.getRequestHeaders().getFirst("Range");
      String decoded = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
      return new Question(
          exchange.getRequestMethod(),
          decoded.substring(1).replaceFirst("^[^/]*/?", ""),
          query,
          sums,
          range == null ? "" : range,
          Bytes.EMPTY);
    }

    Question with(byte[] bytes) {
      return new Question(method, key, query, sums, range, Bytes.wrap(bytes));
    }

    String line() {
      Map<String, String> shown = new TreeMap<>(query);
      shown.replace("uploadId", "…");
      String rest = shown.isEmpty() ? "" : " " + shown;
      return method + " " + key + rest;
    }
  }

  private Answer answerTo(Question question) {
    String id = question.query().get("uploadId");
    if (id != null) {
      Session session = sessions.get(id);
      return session == null
          ? Answer.of(404, "<Error><Code>NoSuchUpload</Code><Message>gone</Message></Error>")
          : ofSession(question, id, session);
    }
    if (question.query().containsKey("uploads")) {
      return question.method().equals("POST") ? begin(question) : uploads(question);
    }
    return switch (question.method()) {
      case "PUT" -> put(question);
      case "GET", "HEAD" -> get(question);
      case "DELETE" -> {
        objects.remove(question.key());
        yield Answer.of(204, "");
      }
      default -> Answer.of(405, "");
    };
  }

  private Answer begin(Question question) {
    String id = "u+/ ä" + names.incrementAndGet();
    sessions.put(id, new Session(question.key(), new ConcurrentSkipListMap<>()));
    return Answer.of(
        200,
        "<InitiateMultipartUploadResult><UploadId>"
            + id
            + "</UploadId></InitiateMultipartUploadResult>");
  }

  private Answer uploads(Question question) {
    StringBuilder xml = new StringBuilder("<ListMultipartUploadsResult>");
    sessions.forEach((id, session) -> {
      if (session.key().startsWith(question.query().getOrDefault("prefix", ""))) {
        xml.append("<Upload><Key>").append(session.key()).append("</Key><UploadId>");
        xml.append(id).append("</UploadId><Owner><ID>x</ID></Owner></Upload>");
      }
    });
    return Answer.of(200, xml.append("</ListMultipartUploadsResult>").toString());
  }

  private Answer ofSession(Question question, String id, Session session) {
    return switch (question.method()) {
      case "PUT" -> {
        session
            .parts()
            .put(
                Integer.parseInt(question.query().get("partNumber")),
                question.body().toByteArray());
        yield tagged(question.body().toByteArray(), tag(question.body().toByteArray()));
      }
      case "GET" -> list(question, session);
      case "DELETE" -> {
        sessions.remove(id);
        yield Answer.of(204, "");
      }
      default -> complete(id, session);
    };
  }

  /// Two parts a page.
  private Answer list(Question question, Session session) {
    int after = Integer.parseInt(question.query().getOrDefault("part-number-marker", "0"));
    StringBuilder xml = new StringBuilder("<ListPartsResult>");
    int last = after;
    int shown = 0;
    for (var part : session.parts().tailMap(after + 1).entrySet()) {
      if (shown++ < 2) {
        last = part.getKey();
        xml.append("<Part><PartNumber>").append(last).append("</PartNumber><ETag>\"");
        xml.append(tag(part.getValue())).append("\"</ETag><Size>");
        xml.append(part.getValue().length).append("</Size></Part>");
      }
    }
    xml.append("<IsTruncated>").append(shown > 2).append("</IsTruncated>");
    xml.append("<NextPartNumberMarker>").append(last).append("</NextPartNumberMarker>");
    return Answer.of(200, xml.append("</ListPartsResult>").toString());
  }

  private Answer complete(String id, Session session) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    ByteArrayOutputStream sums = new ByteArrayOutputStream();
    for (byte[] part : session.parts().values()) {
      whole.writeBytes(part);
      sums.writeBytes(SigV4.digest("MD5").digest(part));
    }
    objects.put(session.key(), whole.toByteArray());
    tags.put(
        session.key(),
        HexFormat.of().formatHex(SigV4.digest("MD5").digest(sums.toByteArray()))
            + "-"
            + session.parts().size());
    sessions.remove(id);
    return Answer.of(200, "<CompleteMultipartUploadResult/>");
  }

  private final Map<String, String> tags = new ConcurrentHashMap<>();

  private Answer put(Question question) {
    objects.put(question.key(), question.body().toByteArray());
    tags.put(question.key(), tag(question.body().toByteArray()));
    return tagged(question.body().toByteArray(), tag(question.body().toByteArray()));
  }

  private Answer tagged(byte[] body, String tag) {
    Map<String, String> headers = new TreeMap<>();
    headers.put("ETag", "\"" + tag + "\"");
    headers.put(
        "x-amz-checksum-sha256",
        Base64.getEncoder().encodeToString(SigV4.digest("SHA-256").digest(body)));
    if (encrypts) {
      headers.put("x-amz-server-side-encryption", "aws:kms");
    }
    return new Answer(200, headers, Bytes.EMPTY);
  }

  private String tag(byte[] bytes) {
    String md5 = HexFormat.of().formatHex(SigV4.digest("MD5").digest(bytes));
    return encrypts ? "0" + md5.substring(1, 31) + "x" : md5;
  }

  private Answer get(Question question) {
    byte[] whole = objects.get(question.key());
    if (whole == null) {
      return Answer.of(404, "<Error><Code>NoSuchKey</Code></Error>");
    }
    Map<String, String> headers = new TreeMap<>();
    headers.put("ETag", "\"" + tags.getOrDefault(question.key(), "") + "\"");
    if (question.method().equals("HEAD")) {
      headers.put("Content-Length", Integer.toString(whole.length));
      return new Answer(200, headers, Bytes.wrap(whole));
    }
    String[] range = question.range().replace("bytes=", "").split("-", -1);
    int from = Integer.parseInt(range[0]);
    if (from >= whole.length) {
      headers.put("Content-Range", "bytes */" + whole.length);
      return new Answer(416, headers, Bytes.EMPTY);
    }
    int to =
        range[1].isEmpty()
            ? whole.length - 1
            : (int) Math.min(Long.parseLong(range[1]), whole.length - 1);
    headers.put("Content-Range", "bytes " + from + "-" + to + "/" + whole.length);
    return new Answer(206, headers, Bytes.copyOf(whole, from, to + 1 - from));
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
