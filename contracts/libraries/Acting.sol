// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IInstitutions, Institution } from "../interfaces/IInstitutions.sol";
import { Act, ActSet, Acts } from "./Acts.sol";
import { InstitutionId, RegionCode } from "./Ids.sol";

/// @dev For whom the sender of a call speaks.
library Acting {
    using Acts for ActSet;

    /// @notice The institution that does the act: the operator's own, or `stated` when the operator is of the bureau
    /// of its region, which then imports.
    /// @dev The caller compares the answer with `stated`. Errors are those of {IInstitutions-actingFor}, asked for
    /// Act.Import where it is an import. Who does not act for `stated` itself pays two questions more.
    function institutionFor(
        IInstitutions institutions,
        Act act,
        InstitutionId stated
    ) internal view returns (InstitutionId acting, bool isImport) {
        InstitutionId own = institutions.operator(msg.sender).institution;
        isImport = own != stated && _mayImport(institutions, own, act, stated);
        acting = institutions.actingFor(msg.sender, isImport ? Act.Import : act);
        if (isImport) acting = stated;
    }

    /// @notice The region whose bureau governs the institution.
    function regionOf(
        IInstitutions institutions,
        InstitutionId institution
    ) internal view returns (RegionCode) {
        return institutions.institution(institution).region;
    }

    /// @dev A bureau brings in what the institution could have recorded itself, and no more.
    function _mayImport(
        IInstitutions institutions,
        InstitutionId own,
        Act act,
        InstitutionId stated
    ) private view returns (bool) {
        Institution memory governed = institutions.institution(stated);
        return institutions.bureauOf(governed.region) == own && Acts.allowedFor(governed.kind).has(act);
    }
}
