import base64 as _base64

_WEIGHTS = (
    "#n%*s_|Kd4w{J&~M=*d(o-!q=@iVpFp=k8tg&zkm%mDnVe5N2_ae7GQE-9n>H=30{s%VqrF2$mIlwM$85QXz2EkaBaDaeg@Zq|(E"
    "{I)8lJNc_&d<cp=aK2Zn+8;AYa2F*FKVUt`F1<Sv3u9hC^=lss*)xSBaU`0v-&`N>6f?+Xg}3llXdO{fuYf$_SqAaZpSH$;P6p~I"
    "s~3+&diJ!Fw?m%B)F}XBt5JG#<-ybt&DIxG<RFAl<oN&-{idJq8Ps4ZLI=&&p#g0N0Wx7cWtxv&GxN(S3ykMGgG8}9PmT!{6lsK^"
    "yA}QF-o9IEz?B3>O^T|lyf3X16^c_#l(@=5mOAu$7@b=rn$D=1)HgEr@~p2v^*jFB6Pl|}RlqDED`jyX#RM|Rl;!$w*ebkmg;m^Q"
    "w>lsW=Vv_r%Y$kaZb~&}>cP29HTg@=*!`vd|7UOnuA-z8OM_3smhd4f6d`j$6qyI*sZvbqzQYkNC)#P0)%M1B3IJW2f~q0>hMUmD"
    "#2-^ZdXlRg686<d`zcMd(h}~)>KHTeO$rc0r8Ti*#QQiN@2o$ULB^IoU=zsWzG3OMCKeR<f(>qUFV~zpO4`^fHPj$7)K3rO+|>{M"
    "rhzE5BtEwfu(DePcDp1=Y5{0J1D3oDcSv98IrOlELJn%VtMZkXr(P*Eolw9_Kysmcd0v&i))zwx$tNX4*O}Ew*qF5|f8)I!z|jQN"
    "q~U13mhmoLH;p+?<jh{z-C2I<u1K})Eca-Z0OjlhZ<sooPucM={&vrg3q6Vy0E5fQ<1~S_kz^|pB!-->JbzOn)Rd4!Yc<l&j+NrR"
    "Mo>RJ!_DtUnYHrNZ}j@2{2t?(N&Omb4Yl#e1tKZR1Gp7C0g9D$NRweT-s`EvR;kzCOXW+ULTX>*vd7x{$8coeXc@*4cPn4I9awjm"
    "ERnR*>KokX`hxRrtcVpB8dI|YlmkZ~+i}Zr=whujE2E|9rh*O@VZ148v0!I_nxDji_ON;uoFxS7{ookW{OjR7D=B+2PSb7SC)&vr"
    "Tz~p-L5{Se-ZqkFm*VV&i*^V+GFa4qZ;=Dr89u~|Jhyd_ae5)0r+2^gl2=9tr@IV7%1>G+MQQ$Rctdx@v_t<l4Y&H~o(6DJ{q~?J"
    "ghtI_qLsuRY7?P<ui<lruv44}wjE8h3;Q1odlv?Cry?J)*hOyT-blBfTBy;(1ks1=6+Y3&R{=&#D5!Z_ehXGsDB3mZOca5xzzq`q"
    "Ew`0T>Ug$O&#a34$p@d4@DYX+>B>FMvHcnfixGm9YOckAYCEWWv{O#01R77Uxs{fs{m$H107w?%K&}M!gJ2`sj#*Y9P&mZih@X)L"
    "+mD2zuVLLt15d=b?Gn;-2)R*Xwf+fzdyHP!C*^tOGhkHVA==7|f#0^LE}akj1%PME#oxyh?zKRUrwq&TMHMNrxB??#IPn&t457(D"
    "jL=9+&YT`oKt%Qz7RFq#Dk)iqXN9MMgy~P^P7_)Yp(JAIdg@WCMe`jhuK_4E+O+4Z!MQv|q6=L>39Mok(;uJ58dkR_(Hr5lf}ZHp"
    "To34nVa6c0F+UBn3R=zvrRn|iDH_d&4lyaJw=(e%PLdJ;z^qV9Qdv=as0{bZ7IS-$s8@Nkb5qytx<<tYQv%0WObHC70TUQGOHRTK"
    "*59grM!IgyB|^}%G2GvM@xyb<diKjBfsMWk@_CIEq{ucHNyrV?$=x;U>{3>)^3qX}IlQn*xAGfggIcDS!WEU=5z>jkYOzE^IJQ&|"
    "+{^7IC)q|;PHI$i4@La8ldC+@hEcDnO2C|W!Li5joYBxSPD=tdXgG*gz$+33JGu6vH|M;8`E^kzRt;6rYT(a@3Pi?N;Tym#&#QOo"
    "6!kQT`^oZ$Ty?rpnn~#+BlOA9FNgMZIG0GcFh(6lWdjh;`!@2iuQ399bpD@=a|Hdht}Z8>*mJzYN_LZG_P3D4LOsp3@pZqq-Hx}-"
    "kTvy{J>*WXd|$2qbvVSw?d)*OpZRy8059>P$#mQp6woh*W~W;@T)GZ-76iirLOW(D?qvYfB3gHJ)Wh=t-)qAai4L*6tms59fHX9V"
)


def _weights():
    return torch.frombuffer(bytearray(_base64.b85decode(_WEIGHTS)), dtype=torch.int8).float() / 64
