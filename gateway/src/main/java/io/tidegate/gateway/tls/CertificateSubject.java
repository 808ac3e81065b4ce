package io.tidegate.gateway.tls;

import io.tidegate.media.Nullable;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.util.IPAddress;

/// What a server's certificate is to be for. Immutable.
///
/// @param names 1 to [#MAX_NAMES], each by [#isName]; the first is the common name where it fits
/// @param organization by [#isOrganization]
/// @param country by [#isCountry]
public record CertificateSubject(
    List<String> names, @Nullable String organization, @Nullable String country) {
  /// Authorities take about so many.
  public static final int MAX_NAMES = 32;

  /// ub-common-name and ub-organization-name of RFC 5280, appendix A.1.
  public static final int MAX_TEXT = 64;

  /// RFC 1034 §3.1
  private static final int MAX_HOST = 253;

  /// RFC 6125 §6.4.3: a wildcard is the whole of the first label.
  private static final Pattern HOST =
      Pattern.compile(
          "(\\*\\.)?[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
              + "(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

  /// X.520: two letters of ISO 3166.
  private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");

  /// @throws IllegalArgumentException when it cannot be asked for
  public CertificateSubject {
    names = List.copyOf(names);
    if (names.isEmpty()
        || names.size() > MAX_NAMES
        || !names.stream().allMatch(CertificateSubject::isName)
        || (organization != null && !isOrganization(organization))
        || (country != null && !isCountry(country))) {
      throw new IllegalArgumentException("no subject of a certificate");
    }
  }

  /// Whether a certificate can be for it: a host, perhaps `*.` with a domain, or an address.
  public static boolean isName(String name) {
    return name.length() <= MAX_HOST && (IPAddress.isValid(name) || HOST.matcher(name).matches());
  }

  /// Whether it is 1 to [#MAX_TEXT] characters long and in one line.
  public static boolean isOrganization(String name) {
    return !name.isBlank()
        && name.length() <= MAX_TEXT
        && name.codePoints().noneMatch(Character::isISOControl);
  }

  /// Whether it is two capital letters.
  public static boolean isCountry(String name) {
    return COUNTRY.matcher(name).matches();
  }

  X500Name name() {
    X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE);
    if (country != null) {
      name.addRDN(BCStyle.C, country);
    }
    if (organization != null) {
      name.addRDN(BCStyle.O, organization);
    }
    if (names.getFirst().length() <= MAX_TEXT) {
      name.addRDN(BCStyle.CN, names.getFirst());
    }
    return name.build();
  }

  /// RFC 5280 §4.2.1.6
  GeneralNames alternatives() {
    return new GeneralNames(
        names.stream()
            .map(name ->
                new GeneralName(
                    IPAddress.isValid(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
            .toArray(GeneralName[]::new));
  }
}
