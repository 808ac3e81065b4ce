package io.tidegate.gateway.storage.s3;

import io.tidegate.gateway.storage.ObjectPath;
import io.tidegate.gateway.storage.StorageException;
import io.tidegate.gateway.storage.StorageException.Kind;
import io.tidegate.gateway.tls.Authorities;
import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLException;

/// Asks one bucket, signed, over connections that stay. Any thread; each call waits for its answer.
///
/// What passes (the server has no time, a connection is cut) is asked again, up to [#TRIES] times
/// with a growing pause of random length.
final class S3Client implements AutoCloseable {
  /// A list of a thousand parts has some 300 KB.
  static final int MAX_BODY = 2 << 20;

  static final int TRIES = 3;

  private static final long FIRST_PAUSE_MS = 200;
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final String EMPTY = SigV4.sha256("");

  private final S3Options options;
  private final SigV4 signer;
  private final Clock clock;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http;
  private final StallWatch stalls;
  private final @Nullable TokenBucket pace;

  /// @throws IOException when the certificates cannot be read
  S3Client(S3Options options, Clock clock) throws IOException, GeneralSecurityException {
    this.options = options;
    this.clock = clock;
    S3Options.Keys keys = options.keys();
    this.signer = new SigV4(keys.access(), keys.secret().text(), options.bucket().region(), "s3");
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .executor(threads)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT);
    if (options.authorities() != null) {
      builder.sslContext(Authorities.context(options.authorities()));
    }
    this.http = builder.build();
    this.stalls = new StallWatch(options.transfers().stall());
    this.pace =
        options.transfers().bandwidth() == null
            ? null
            : new TokenBucket(options.transfers().bandwidth(), System.nanoTime());
  }

  S3Options options() {
    return options;
  }

  Instant now() {
    return clock.instant();
  }

  /// Whatever the server says, unless it says nothing.
  ///
  /// @param sent adds up what went out of bodies
  S3Answer ask(S3Request request, AtomicLong sent) throws StorageException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        S3Answer answer = once(request, sent);
        if (!answer.isPassing() || attempt == TRIES) {
          return answer;
        }
      } catch (StorageException failure) {
        if (failure.kind() != Kind.UNREACHABLE || attempt == TRIES) {
          throw failure;
        }
      }
      long step = FIRST_PAUSE_MS << attempt;
      Thread.sleep(step / 2 + RandomGenerator.getDefault().nextLong(step));
    }
  }

  S3Answer ask(S3Request request) throws StorageException, InterruptedException {
    return ask(request, new AtomicLong());
  }

  /// The same where nothing but success will do.
  S3Answer demand(S3Request request) throws StorageException, InterruptedException {
    S3Answer answer = ask(request);
    if (!answer.ok()) {
      throw answer.failure(now());
    }
    return answer;
  }

  private S3Answer once(S3Request request, AtomicLong sent)
      throws StorageException, InterruptedException {
    Exchange exchange = new Exchange();
    try (StallWatch.Transfer transfer = stalls.watch(exchange::breakOff)) {
      BodyPublisher body = publisher(request.body(), transfer, sent);
      CompletableFuture<HttpResponse<InputStream>> answer =
          http.sendAsync(signed(request, body), BodyHandlers.ofInputStream());
      exchange.answer = answer;
      HttpResponse<InputStream> response = await(answer, transfer);
      transfer.moves();
      try (InputStream stream = response.body()) {
        exchange.stream = stream;
        byte[] bytes = stream.readNBytes(MAX_BODY + 1);
        if (bytes.length > MAX_BODY) {
          throw new StorageException(Kind.UNREACHABLE, "an answer of more than 2 MB");
        }
        return new S3Answer(response.statusCode(), response.headers(), Bytes.wrap(bytes));
      } catch (IOException cut) {
        throw unreachable(cut, transfer);
      }
    }
  }

  /// What a stall is broken off by.
  private static final class Exchange {
    volatile @Nullable CompletableFuture<?> answer;
    volatile @Nullable InputStream stream;

    void breakOff() {
      CompletableFuture<?> waits = answer;
      if (waits != null) {
        waits.cancel(true);
      }
      InputStream reads = stream;
      if (reads != null) {
        close(reads);
      }
    }
  }

  private static void close(InputStream stream) {
    try {
      stream.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private BodyPublisher publisher(
      S3Request.Body body, StallWatch.Transfer transfer, AtomicLong sent) {
    return switch (body) {
      case S3Request.Nothing _ -> BodyPublishers.noBody();
      case S3Request.Text text -> BodyPublishers.ofByteArray(text.bytes().toByteArray());
      case S3Request.Part part when part.length() == 0 -> BodyPublishers.noBody();
      case S3Request.Part part ->
          BodyPublishers.fromPublisher(
              BodyPublishers.ofInputStream(() -> {
                try {
                  return new PartStream(part, new PartStream.Means(pace, transfer::moves, sent));
                } catch (IOException gone) {
                  throw new UncheckedIOException(gone);
                }
              }),
              part.length());
    };
  }

  private HttpRequest signed(S3Request request, BodyPublisher body) {
    Instant at = now();
    String payload =
        switch (request.body()) {
          case S3Request.Nothing _ -> EMPTY;
          case S3Request.Text text -> hex(text.bytes().toByteArray());
          case S3Request.Part part -> part.sha256();
        };
    Map<String, String> headers = new LinkedHashMap<>(request.headers());
    headers.put("x-amz-content-sha256", payload);
    headers.put("x-amz-date", SigV4.stamp(at));
    Map<String, String> all = new TreeMap<>(headers);
    all.put("host", host());
    all.remove("Range"); // caches on the way may change it
    String path = path(request.path());
    SigV4.Subject subject =
        new SigV4.Subject(request.method(), path, request.query(), all, payload);
    String query = SigV4.canonicalQuery(request.query());
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(origin() + path + (query.isEmpty() ? "" : "?" + query)))
            .method(request.method(), body)
            .header("Authorization", signer.authorization(subject, at));
    headers.forEach(builder::header);
    return builder.build();
  }

  private static String hex(byte[] bytes) {
    return java.util.HexFormat.of().formatHex(SigV4.digest("SHA-256").digest(bytes));
  }

  /// An address that is good for a time, for whoever has it.
  URI presigned(String method, ObjectPath of, Duration valid) {
    SigV4.Subject subject =
        new SigV4.Subject(
            method, path(of), java.util.List.of(), Map.of("host", host()), SigV4.UNSIGNED);
    String query = signer.presigned(subject, now(), valid.toSeconds());
    return URI.create(origin() + path(of) + "?" + query);
  }

  private String origin() {
    return options.bucket().endpoint().getScheme() + "://" + host();
  }

  /// As the header says it, without a port that goes without saying.
  private String host() {
    S3Options.Bucket bucket = options.bucket();
    URI endpoint = bucket.endpoint();
    int usual = endpoint.getScheme().equals("https") ? 443 : 80;
    String port =
        endpoint.getPort() < 0 || endpoint.getPort() == usual ? "" : ":" + endpoint.getPort();
    String name = bucket.pathStyle() ? "" : bucket.name() + ".";
    return name + endpoint.getHost() + port;
  }

  /// Encoded.
  private String path(@Nullable ObjectPath of) {
    S3Options.Bucket bucket = options.bucket();
    String key = of == null ? "" : key(of);
    return SigV4.encodedPath(
        bucket.pathStyle() ? "/" + bucket.name() + (of == null ? "" : "/" + key) : "/" + key);
  }

  /// The name of an object in the bucket.
  String key(ObjectPath path) {
    return options.bucket().prefix() + path.text();
  }

  /// Some of an object; whoever reads it closes it. Broken off where nothing comes for too long.
  Opened open(S3Request request) throws StorageException, InterruptedException {
    Exchange exchange = new Exchange();
    StallWatch.Transfer transfer = stalls.watch(exchange::breakOff);
    boolean opened = false;
    try {
      CompletableFuture<HttpResponse<InputStream>> answer =
          http.sendAsync(signed(request, BodyPublishers.noBody()), BodyHandlers.ofInputStream());
      exchange.answer = answer;
      HttpResponse<InputStream> response = await(answer, transfer);
      exchange.stream = response.body();
      transfer.moves();
      if (response.statusCode() / 100 != 2) {
        try (InputStream stream = response.body()) {
          byte[] bytes = stream.readNBytes(MAX_BODY);
          return new Opened(
              new S3Answer(response.statusCode(), response.headers(), Bytes.wrap(bytes)),
              InputStream.nullInputStream());
        } catch (IOException cut) {
          throw unreachable(cut, transfer);
        }
      }
      opened = true;
      return new Opened(
          new S3Answer(response.statusCode(), response.headers(), Bytes.EMPTY),
          new WatchedStream(response.body(), transfer));
    } finally {
      if (!opened) {
        transfer.close();
      }
    }
  }

  /// @param answer without the body where it went well
  record Opened(S3Answer answer, InputStream stream) {}

  private static <T> T await(CompletableFuture<T> answer, StallWatch.Transfer transfer)
      throws StorageException, InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException | CancellationException failure) {
      Throwable cause = failure.getCause();
      throw unreachable(cause == null ? failure : cause, transfer);
    } catch (InterruptedException stopped) {
      answer.cancel(true);
      throw stopped;
    }
  }

  private static StorageException unreachable(Throwable failure, StallWatch.Transfer transfer) {
    if (transfer.isBroken()) {
      return new StorageException(
          Kind.UNREACHABLE, "nothing moved for too long: the transfer was broken off", failure);
    }
    Throwable told = failure;
    for (Throwable one = failure; one != null; one = one.getCause()) {
      if (one instanceof SSLException) {
        return new StorageException(
            Kind.UNREACHABLE,
            "TLS: " + one.getMessage(),
            "See the server's certificate: its name, its time, and who has signed it"
                + " (authorities).",
            failure);
      }
      if ((one instanceof UncheckedIOException && one.getCause() != null)
          || String.valueOf(one.getMessage()).contains("became shorter")) {
        return new StorageException(
            Kind.LOCAL, "the file cannot be read: " + one.getMessage(), failure);
      }
      if (one instanceof ConnectException || one instanceof UnknownHostException) {
        told = one;
      }
    }
    String words = told.getMessage() == null ? "" : ": " + told.getMessage();
    return new StorageException(Kind.UNREACHABLE, told.getClass().getSimpleName() + words, failure);
  }

  @Override
  public void close() {
    stalls.close();
    http.shutdownNow();
    threads.shutdownNow();
  }
}
