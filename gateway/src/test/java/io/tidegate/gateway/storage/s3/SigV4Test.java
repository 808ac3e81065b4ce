package io.tidegate.gateway.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.storage.s3.SigV4.Parameter;
import io.tidegate.gateway.storage.s3.SigV4.Subject;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Against the examples that AWS has published: those of the S3 API reference ("Signature
/// calculations for the Authorization header", "Authenticating requests: using query parameters")
/// and of the Signature Version 4 test suite.
class SigV4Test {
  private static final Instant IN_S3 = Instant.parse("2013-05-24T00:00:00Z");
  private static final Instant IN_SUITE = Instant.parse("2015-08-30T12:36:00Z");
  private static final String EMPTY =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  private final SigV4 s3 =
      new SigV4(
          "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1", "s3");
  private final SigV4 suite =
      new SigV4("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1", "service");

  private static Map<String, String> s3Headers(String payload, String... more) {
    Map<String, String> headers = new TreeMap<>();
    headers.put("Host", "examplebucket.s3.amazonaws.com");
    headers.put("x-amz-content-sha256", payload);
    headers.put("x-amz-date", "20130524T000000Z");
    for (int i = 0; i < more.length; i += 2) {
      headers.put(more[i], more[i + 1]);
    }
    return headers;
  }

  @Test
  void getObjectWithARange() {
    Subject subject =
        new Subject("GET", "/test.txt", List.of(), s3Headers(EMPTY, "Range", "bytes=0-9"), EMPTY);
    assertThat(s3.authorization(subject, IN_S3))
        .isEqualTo(
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                + " SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                + " Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  }

  @Test
  void putObjectWithADollarInItsName() {
    String payload = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072";
    assertThat(SigV4.sha256("Welcome to Amazon S3.")).isEqualTo(payload);
    Map<String, String> headers =
        s3Headers(
            payload,
            "Date",
            "Fri, 24 May 2013 00:00:00 GMT",
            "x-amz-storage-class",
            "REDUCED_REDUNDANCY");
    Subject subject =
        new Subject("PUT", SigV4.encodedPath("/test$file.text"), List.of(), headers, payload);
    assertThat(s3.authorization(subject, IN_S3))
        .endsWith("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
  }

  @Test
  void aQueryWithAnEmptyValueAndOneWithTwo() {
    Subject lifecycle =
        new Subject("GET", "/", List.of(new Parameter("lifecycle", "")), s3Headers(EMPTY), EMPTY);
    assertThat(s3.authorization(lifecycle, IN_S3))
        .endsWith("fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
    Subject list =
        new Subject(
            "GET",
            "/",
            List.of(new Parameter("prefix", "J"), new Parameter("max-keys", "2")),
            s3Headers(EMPTY),
            EMPTY);
    assertThat(s3.authorization(list, IN_S3))
        .endsWith("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
  }

  @Test
  void aPresignedAddress() {
    Subject subject =
        new Subject(
            "GET",
            "/test.txt",
            List.of(),
            Map.of("host", "examplebucket.s3.amazonaws.com"),
            SigV4.UNSIGNED);
    assertThat(s3.presigned(subject, IN_S3, 86_400))
        .isEqualTo(
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524"
                + "%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400"
                + "&X-Amz-SignedHeaders=host&X-Amz-Signature="
                + "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
  }

  private String suite(String method, String path, Map<String, String> more, Parameter... query) {
    Map<String, String> headers = new TreeMap<>(more);
    headers.put("Host", "example.amazonaws.com");
    headers.put("X-Amz-Date", "20150830T123600Z");
    String authorization =
        suite.authorization(new Subject(method, path, List.of(query), headers, EMPTY), IN_SUITE);
    return authorization.substring(authorization.lastIndexOf('=') + 1);
  }

  @Test
  void theTestSuite() {
    assertThat(suite("GET", "/", Map.of()))
        .as("get-vanilla")
        .isEqualTo("5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    assertThat(suite("POST", "/", Map.of()))
        .as("post-vanilla")
        .isEqualTo("5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
    assertThat(
            suite(
                "GET",
                "/",
                Map.of(),
                new Parameter("Param2", "value2"),
                new Parameter("Param1", "value1")))
        .as("get-vanilla-query-order-key-case")
        .isEqualTo("b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
    assertThat(suite("GET", "/", Map.of("My-Header1", " value1", "My-Header2", " \"a   b   c\"")))
        .as("get-header-value-trim")
        .isEqualTo("acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736");
    assertThat(suite("GET", SigV4.encodedPath("/\u1234"), Map.of()))
        .as("get-utf8")
        .isEqualTo("8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85");
    assertThat(
            suite(
                "GET",
                "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
                Map.of()))
        .as("get-unreserved")
        .isEqualTo("07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f");
  }

  @Test
  void pathsAreEncodedOnceAndLeftAsTheyAre() {
    assertThat(SigV4.encodedPath("/a b/ü+%/*'(x)!"))
        .isEqualTo("/a%20b/%C3%BC%2B%25/%2A%27%28x%29%21");
    assertThat(SigV4.encodedPath("//a///b/./../c/")).isEqualTo("//a///b/./../c/");
    assertThat(SigV4.encodedPath("/\uD83D\uDE00")).isEqualTo("/%F0%9F%98%80");
    assertThat(SigV4.encodedPath("")).isEmpty();
  }

  @Test
  void queriesAreSortedAsTheyAreEncoded() {
    assertThat(
            SigV4.canonicalQuery(
                List.of(
                    new Parameter("b", ""),
                    new Parameter("a+b", "c d"),
                    new Parameter("a", "2"),
                    new Parameter("a", "1/&="),
                    new Parameter("A", "ü"))))
        .isEqualTo("A=%C3%BC&a=1%2F%26%3D&a=2&a%2Bb=c%20d&b=");
    assertThat(SigV4.canonicalQuery(List.of())).isEmpty();
  }

  /// Whatever is encoded is a URI that means the same, and is spelled as it is signed.
  @Test
  void whateverIsEncodedIsAUriThatMeansTheSame() {
    long seed = 20_260_301;
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      String text = text(random);
      String encoded = SigV4.encoded(text);
      assertThat(URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8))
          .as("seed %s", seed)
          .isEqualTo(text);
      List<Parameter> query = new ArrayList<>(List.of(new Parameter("x", text)));
      URI uri =
          URI.create(
              "http://h/" + SigV4.encodedPath("a/" + text) + "?" + SigV4.canonicalQuery(query));
      assertThat(uri.getRawPath()).isEqualTo("/" + SigV4.encodedPath("a/" + text));
      assertThat(uri.getRawQuery()).isEqualTo("x=" + encoded);
      assertThat(uri.getPath()).isEqualTo("/a/" + text);
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(12);
    for (int i = 0; i < length; i++) {
      int point =
          switch (random.nextInt(4)) {
            case 0 -> " +%/&=?#;:@!*'()".charAt(random.nextInt(16));
            case 1 -> 0x20 + random.nextInt(0x5F);
            case 2 -> 0xA1 + random.nextInt(0x2F00);
            default -> 0x1F300 + random.nextInt(0x200);
          };
      text.appendCodePoint(
          (Character.isDefined(point) && !Character.isSurrogate((char) point)) || point > 0xFFFF
              ? point
              : 'x');
    }
    return text.toString();
  }
}
