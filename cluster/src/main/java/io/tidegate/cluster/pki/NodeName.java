package io.tidegate.cluster.pki;

import io.tidegate.media.Nullable;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a node is called within its cluster; stands in its certificate as a URI. Immutable.
///
/// @param cluster 16 hex digits
/// @param number 1 to [#MAX_NUMBER], never given to another node
/// @param id 32 hex digits
public record NodeName(String cluster, int number, String id) {
  /// 127.77.0.1 to 127.77.255.254 are the addresses that belong to them.
  public static final int MAX_NUMBER = 65_534;

  private static final int URI = 6; // RFC 5280 §4.2.1.6
  private static final Pattern FORM =
      Pattern.compile("spiffe://([0-9a-f]{16})\\.tidegate/node/([1-9][0-9]{0,4})/([0-9a-f]{32})");

  public NodeName {
    if (number < 1 || number > MAX_NUMBER) {
      throw new IllegalArgumentException("node number " + number);
    }
    if (!FORM.matcher(uri(cluster, number, id)).matches()) {
      throw new IllegalArgumentException("not a node's name: " + cluster + " " + id);
    }
  }

  /// As it stands in the certificate, in the form of SPIFFE ids.
  public String uri() {
    return uri(cluster, number, id);
  }

  private static String uri(String cluster, int number, String id) {
    return "spiffe://" + cluster + ".tidegate/node/" + number + "/" + id;
  }

  /// Empty when the certificate is not a node's.
  public static Optional<NodeName> of(X509Certificate certificate) {
    try {
      var names = certificate.getSubjectAlternativeNames();
      if (names == null) {
        return Optional.empty();
      }
      for (List<?> name : names) {
        if (Integer.valueOf(URI).equals(name.get(0)) && name.get(1) instanceof String uri) {
          return Optional.ofNullable(parse(uri));
        }
      }
    } catch (CertificateParsingException _) {
      // not one of ours
    }
    return Optional.empty();
  }

  private static @Nullable NodeName parse(String uri) {
    Matcher parts = FORM.matcher(uri);
    if (!parts.matches()) {
      return null;
    }
    int number = Integer.parseInt(parts.group(2));
    return number > MAX_NUMBER ? null : new NodeName(parts.group(1), number, parts.group(3));
  }
}
