// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IInstitutions, Institution } from "../interfaces/IInstitutions.sol";
import { Act, ActSet, Acts } from "./Acts.sol";
import { InstitutionId, RegionCode } from "./Ids.sol";

/// @dev For whom an operator speaks.
library Acting {
    using Acts for ActSet;

    /// @notice The institution that does the act: the operator's own, or `stated` when the operator is of the bureau
    /// of its region, which then imports.
    /// @dev The caller compares the answer with `stated`. Errors are those of {IInstitutions-actingFor}, asked for
    /// Act.Import where it is an import. Who does not act for `stated` itself pays two questions more.
    function institutionFor(
        IInstitutions institutions,
        address operator,
        Act act,
        InstitutionId stated
    ) internal view returns (InstitutionId acting, bool isImport) {
        InstitutionId own = institutions.operator(operator).institution;
        isImport = own != stated && _mayImport(institutions, own, act, stated);
        acting = ownOf(institutions, operator, isImport ? Act.Import : act);
        if (isImport) acting = stated;
    }

    /// @notice The operator's own institution, for which it may do the act.
    function ownOf(
        IInstitutions institutions,
        address operator,
        Act act
    ) internal view returns (InstitutionId) {
        return institutions.actingFor(operator, act);
    }

    /// @notice The region whose bureau governs the institution.
    function regionOf(
        IInstitutions institutions,
        InstitutionId institution
    ) internal view returns (RegionCode) {
        return _known(institutions, institution).region;
    }

    function bureauOf(IInstitutions institutions, RegionCode region) internal view returns (InstitutionId) {
        return institutions.bureauOf(region);
    }

    /// @dev A bureau brings in what the institution could have recorded itself, and no more.
    function _mayImport(
        IInstitutions institutions,
        InstitutionId own,
        Act act,
        InstitutionId stated
    ) private view returns (bool) {
        Institution memory governed = _known(institutions, stated);
        return bureauOf(institutions, governed.region) == own && Acts.allowedFor(governed.kind).has(act);
    }

    /// @dev Every question to the institutions is asked in one place: the code for a call is long.
    function _known(
        IInstitutions institutions,
        InstitutionId institution
    ) private view returns (Institution memory) {
        return institutions.institution(institution);
    }
}
